"""The graph of a job: what calling ops in its body makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polydag.diagnostics import Collector
from polydag.frontends.dagster.codes import GraphNotRead
from polydag.frontends.dagster.handles import (
    Definition,
    Made,
    OutputHandle,
    OutputsHandle,
    given_list,
)
from polydag.ir.tasks import Mapping
from polydag.ir.values import Items, OutputOf, Value
from polydag.syntax.calls import Argument, Arguments, CallSite
from polydag.syntax.convert import to_value
from polydag.syntax.data import Datum, DictData, FunctionData, Known, ListData, TupleData
from polydag.syntax.evaluate import Evaluator

if TYPE_CHECKING:
    from polydag.frontends.dagster.functions import Functions


Outputs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Output:
    """An output that an op declares."""

    name: str
    dynamic: bool = False
    required: bool = True
    nothing: bool = False
    kind: str | None = None


@dataclass(frozen=True)
class Invocation:
    """An op that was called in a graph: what becomes a task; `waits` are the outputs that start it, input by input."""

    id: str
    name: str
    group: tuple[str, ...]
    op: Definition
    arguments: dict[str, Value]
    waits: tuple[Outputs, ...]
    mapping: Mapping | None
    site: CallSite

    @property
    def after(self) -> Outputs:
        """The outputs that start it, of all inputs."""
        return tuple(dict.fromkeys(output for given in self.waits for output in given))


@dataclass
class Builder:
    """Collects invocations while a graph's body is evaluated."""

    pipeline: str
    evaluator: Evaluator
    functions: Functions
    collector: Collector
    invocations: list[Invocation] = field(default_factory=list)
    group: tuple[str, ...] = ()
    over: OutputHandle | None = None

    def invoke(self, definition: Definition, site: CallSite) -> Datum:
        """Call an op or a nested graph."""
        return (
            self._graph(definition, site)
            if definition.kind == "graph"
            else self._op(definition, site)
        )

    def mapped(self, source: OutputHandle, function: Datum, site: CallSite) -> Datum | None:
        """`outputs.map(function)`: the function is called once, with one instance."""
        element = OutputHandle(source.task, source.output, element=True, builder=self)
        inner = CallSite(site.evaluator, site.node, site.scope, site.loops, site.statement)
        inner.arguments = Arguments([Argument(element)])
        if isinstance(function, Definition):
            return self.invoke(function, inner)
        if isinstance(function, FunctionData):
            names = [a.arg for a in function.node.args.args]
            given: dict[str, Datum] = {names[0]: element} if names else {}
            return self.evaluator.run_body(function, given)
        return None

    def _graph(self, definition: Definition, site: CallSite) -> Datum:
        outer = self.group
        self.group = (*outer, self._free(definition.name).rpartition(".")[2])
        names = [a.arg for a in definition.function.node.args.args]
        given = {name: site.arguments.take(name, at) for at, name in enumerate(names)}
        result = self.evaluator.run_body(
            definition.function, {n: d for n, d in given.items() if d is not None}
        )
        self.group = outer
        if isinstance(result, DictData):
            outputs = {
                k: v for k, v in result.text_entries().items() if isinstance(v, OutputHandle)
            }
            return OutputsHandle(outputs)
        return result if result is not None else Known(None)

    def _op(self, definition: Definition, site: CallSite) -> Datum:
        signature = self.functions.signature(definition.function)
        controls = control_inputs(definition)
        id = self._free(definition.name)
        arguments: dict[str, Value] = {}
        waits: list[Outputs] = []
        over: dict[str, Value] = {}
        names = (*signature.inputs, *controls)
        for at, name in enumerate(names):
            datum = site.arguments.take(name, at)
            datum = datum if datum is not None else _default(definition, name)
            if datum is None:
                continue
            if name in controls:
                waits.append(tuple((handle.task, handle.output) for handle in _outputs(datum)))
            elif isinstance(datum, OutputHandle) and datum.element:
                over[name] = OutputOf(task=datum.task, output=datum.output)
            else:
                arguments[name] = self._value(datum, site)
        for key, argument in site.arguments.rest().items():
            handles = _outputs(argument.datum)
            if handles and definition.is_wrapped:
                # The wrapper has inputs of its own, which the author's function never sees.
                waits += [((handle.task, handle.output),) for handle in handles]
                continue
            self._tell(
                site.module.segment(argument.node) if argument.node else str(key),
                "no input takes it",
                site,
            )
        mapping = Mapping(over=over) if over else None
        self.invocations.append(
            Invocation(
                id,
                definition.name,
                self.group,
                definition,
                arguments,
                tuple(waits),
                mapping,
                site,
            )
        )
        return self._result(definition, id, mapped=bool(over))

    def _result(self, definition: Definition, id: str, mapped: bool) -> Datum:
        outputs = declared_outputs(definition)
        handles = {
            o.name: OutputHandle(
                id, o.name, dynamic=o.dynamic, element=mapped and not o.dynamic, builder=self
            )
            for o in outputs
        }
        if len(handles) == 1:
            return next(iter(handles.values()))
        return OutputsHandle(handles)

    def _value(self, datum: Datum, site: CallSite) -> Value:
        value = to_value(datum, _hook)
        if value.kind == "code":
            self._tell(value.text, "only outputs of ops may be given", site)
        return value

    def _free(self, name: str) -> str:
        taken = {i.id for i in self.invocations} | {
            ".".join(i.group) for i in self.invocations if i.group
        }
        base, number = ".".join((*self.group, name)), 2
        id = base
        while id in taken:
            id, number = f"{base}_{number}", number + 1
        return id

    def _tell(self, expression: str, reason: str, site: CallSite) -> None:
        told = GraphNotRead(
            pipeline=self.pipeline, expression=expression, reason=reason, span=site.span
        )
        self.collector.tell(told)


def _hook(datum: Datum) -> Value | None:
    if isinstance(datum, OutputHandle):
        return OutputOf(task=datum.task, output=datum.output)
    if isinstance(datum, TupleData | ListData):
        return Items(items=tuple(to_value(item, _hook) for item in datum.items))
    return None


def _outputs(datum: Datum) -> list[OutputHandle]:
    found: list[OutputHandle] = []
    for item in given_list(datum):
        if isinstance(item, OutputsHandle):
            found += list(item.outputs.values())[:1]
        elif isinstance(item, OutputHandle):
            found.append(item)
    return found


def control_inputs(definition: Definition) -> tuple[str, ...]:
    """The inputs that only order: `In(Nothing)`."""
    given = definition.arguments.peek("ins")
    if not isinstance(given, DictData):
        return ()
    return tuple(name for name, made in given.text_entries().items() if _is_nothing(made))


def _default(definition: Definition, name: str) -> Datum | None:
    """What `In(default_value=…)` gives to an input that is not connected."""
    given = definition.arguments.peek("ins")
    made = given.text_entries().get(name) if isinstance(given, DictData) else None
    return made.arguments.peek("default_value", 2) if isinstance(made, Made) else None


def _is_nothing(datum: Datum) -> bool:
    kind = datum.arguments.peek("dagster_type", 0) if isinstance(datum, Made) else None
    return getattr(kind, "qualified", "") == "dagster.Nothing"


def declared_outputs(definition: Definition) -> tuple[Output, ...]:
    """The outputs of an op: one called `result` unless it says otherwise."""
    given = definition.arguments.peek("out")
    if given is None:
        given = definition.arguments.peek("outs")
    if isinstance(given, DictData):
        return tuple(_output(name, made) for name, made in given.text_entries().items())
    return (_output("result", given),)


def left_out(definition: Definition) -> tuple[str, ...]:
    """The outputs that an op or asset may leave out: a function that is no generator always gives all of them."""
    function = definition.function
    if not function.module.blocks.functions[function.node].yields:
        return ()
    required = definition.arguments.peek("output_required")
    outputs = declared_outputs(definition)
    if isinstance(required, Known) and required.value is False:
        return tuple(output.name for output in outputs)
    return tuple(o.name for o in outputs if not o.required and not o.dynamic)


def _output(name: str, datum: Datum | None) -> Output:
    if not isinstance(datum, Made):
        return Output(name)
    required = datum.arguments.peek("is_required")
    is_required = not (isinstance(required, Known) and required.value is False)
    is_nothing = _is_nothing(datum)
    return Output(name, datum.name == "DynamicOut", is_required, is_nothing, _kind(datum))


def _kind(datum: Made) -> str | None:
    """The plain Python type that `Out(int)` states."""
    kind = datum.arguments.peek("dagster_type", 0)
    word = getattr(kind, "qualified", "").removeprefix("builtins.")
    return word if word in _PLAIN else None


_PLAIN = frozenset({"bool", "dict", "float", "int", "list", "str"})


def types_of(definition: Definition) -> dict[str, str]:
    """The types that the outputs of an op state."""
    return {o.name: o.kind for o in declared_outputs(definition) if o.kind is not None}
