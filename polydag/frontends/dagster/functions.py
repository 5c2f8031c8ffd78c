"""Functions of the author that Dagster runs, as the IR holds them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from polydag.diagnostics import Collector
from polydag.frontends.dagster.codes import (
    EngineInside,
    FailureRetried,
    ResourceNotRead,
    WrapperNotRead,
)
from polydag.frontends.dagster.intrinsics import names_left, resources_asked, uses_of
from polydag.frontends.dagster.names import owns
from polydag.frontends.dagster.signature import Signature, signature_of
from polydag.ir.check import span_of
from polydag.ir.functions import Function, Use
from polydag.ir.tasks import Placement
from polydag.syntax.bindings import first_free
from polydag.syntax.bodies import Body, with_uses
from polydag.syntax.data import External, FunctionData
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.functions import lift
from polydag.syntax.module import SourceModule
from polydag.syntax.splice import signature as signed


@dataclass
class Functions:
    """The functions of one module, each lifted once; with `named_only` their texts are left where they are."""

    evaluator: Evaluator
    collector: Collector
    named_only: bool = False
    found: dict[str, Function] = field(default_factory=dict)
    modules: dict[str, SourceModule] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _signatures: dict[int, Signature] = field(default_factory=dict)

    def signature(self, data: FunctionData) -> Signature:
        """What its parameters are."""
        known = self._signatures.get(id(data))
        if known is None:
            known = self._signatures[id(data)] = signature_of(data, self.evaluator)
        return known

    def lifted(
        self,
        data: FunctionData,
        outputs: tuple[str, ...] = ("result",),
        optional: tuple[str, ...] = (),
        types: dict[str, str] | None = None,
    ) -> Function:
        """The function under a name of its own in the module; of its outputs those that are `optional` may be left out."""
        name = self._names.get(id(data))
        if name is None:
            function = self._named(data, outputs) if self.named_only else self._lift(data, outputs)
            update = {"optional": optional, "types": types or {}}
            function = function.model_copy(update=update)
            name = self._names[id(data)] = function.name
            self.found[name] = function
        return self.found[name]

    def _named(self, data: FunctionData, outputs: tuple[str, ...]) -> Function:
        return Function(name=first_free(data.name, self.found), text="", outputs=outputs)

    def _lift(self, data: FunctionData, outputs: tuple[str, ...]) -> Function:
        signature = self.signature(data)
        function = lift(data.node, data.module)
        wish = first_free(function.name, self.found)
        if wish != function.name:
            function = function.model_copy(
                update={"name": wish, "text": signed(function.text, name=wish)}
            )
        body = Body(function, data.module)
        uses = uses_of(body, signature, outputs)
        self._tell(function, signature, body, uses)
        self.modules[function.name] = data.module
        names = tuple(
            n
            for n in function.names
            if not owns(data.module.names.get(n, "")) and not _is_engine_class(n, signature)
        )
        wrappers = _wrappers(function, data)
        for wrapper in wrappers:
            told = WrapperNotRead(
                wrapper=wrapper, function=function.name, span=span_of(function.span)
            )
            self.collector.tell(told)
        changed = function.model_copy(
            update={
                "injected": signature.injected,
                "names": names,
                "outputs": outputs,
                "decorators": wrappers,
            }
        )
        return with_uses(changed, uses)

    def _tell(self, function: Function, signature: Signature, body: Body, uses: list[Use]) -> None:
        span = span_of(function.span)
        used = {n.id for n in body.walk() if isinstance(n, ast.Name)}
        asked = [*(r for r in signature.resources if r in used), *resources_asked(body, signature)]
        for resource in asked:
            told = ResourceNotRead(resource=resource, owner=function.name, span=span)
            self.collector.tell(told)
        for node in body.walk():
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                gives_up = any(k.arg == "allow_retries" for k in node.exc.keywords)
                if body.qualified(node.exc.func) == "dagster.Failure" and not gives_up:
                    self.collector.tell(FailureRetried(function=function.name, span=span))
        for name in names_left(body, uses):
            self.collector.tell(EngineInside(name=name, function=function.name, span=span))


def packing_of(function: Function) -> str:
    """How the function gives its outputs in Dagster."""
    if any(use.kind == "output" for use in function.uses):
        return "outputs"
    if len(function.outputs) > 1:
        return "tuple"
    return "value" if function.returns_value else "none"


def origin(
    address: str, function: Function | None, how: str = "task", mapped: bool = False
) -> Placement:
    """Where a task is found when the source itself runs."""
    return Placement.model_validate(
        {
            "how": how,
            "address": address,
            "function": function.name if function is not None else None,
            "packing": packing_of(function) if function is not None else "value",
            "outputs": function.outputs if function is not None else ("result",),
            "mapped": mapped,
        }
    )


def _wrappers(function: Function, data: FunctionData) -> tuple[str, ...]:
    """The decorators that are not Dagster's."""
    made = data.decorators
    if len(made) != len(function.decorators):
        return ()
    return tuple(
        text
        for text, datum in zip(function.decorators, made, strict=True)
        if not (isinstance(datum, External) and owns(datum.qualified))
    )


def _is_engine_class(name: str, signature: Signature) -> bool:
    return any(cls.name == name for cls in signature.configs.values())
