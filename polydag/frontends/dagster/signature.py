"""What the parameters of a function of Dagster are: inputs, the context, a config, a resource."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from polydag.frontends.dagster.codes import ArgumentNotRead
from polydag.frontends.dagster.handles import Made
from polydag.frontends.dagster.tags import Owner
from polydag.frontends.fields import FieldHandle, Said, choices, json_type, said, spelt
from polydag.ir.policies import RunParameter
from polydag.syntax.convert import to_value
from polydag.syntax.data import ClassData, Datum, DictData, External, FunctionData, Known
from polydag.syntax.evaluate import Evaluator

_DAGSTER_TYPES = {
    "String": "string",
    "StringSource": "string",
    "Int": "integer",
    "IntSource": "integer",
    "Float": "number",
    "Bool": "boolean",
}


@dataclass(frozen=True)
class Signature:
    """The parameters of a function by what Dagster gives them."""

    inputs: tuple[str, ...]
    context: str | None
    configs: dict[str, ClassData]
    resources: tuple[str, ...]

    @property
    def injected(self) -> tuple[str, ...]:
        """What no upstream gives."""
        found = [*self.configs, *self.resources]
        return tuple([self.context, *found] if self.context is not None else found)


def signature_of(function: FunctionData, evaluator: Evaluator) -> Signature:
    """Sort the parameters of a function."""
    arguments = function.node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    context = named[0].arg if named and _is_context(named[0], function, evaluator) else None
    inputs: list[str] = []
    configs: dict[str, ClassData] = {}
    resources: list[str] = []
    for argument in named[1:] if context is not None else named:
        kind = _annotation(argument, function, evaluator)
        if isinstance(kind, ClassData) and _holds_settings(kind):
            configs[argument.arg] = kind
        elif _is_resource(kind, argument):
            resources.append(argument.arg)
        else:
            inputs.append(argument.arg)
    return Signature(tuple(inputs), context, configs, tuple(resources))


def _is_context(argument: ast.arg, function: FunctionData, evaluator: Evaluator) -> bool:
    if argument.arg in ("context", "_context", "_", "__"):
        return True
    kind = _annotation(argument, function, evaluator)
    return isinstance(kind, External) and kind.qualified.endswith("Context")


def _annotation(argument: ast.arg, function: FunctionData, evaluator: Evaluator) -> Datum | None:
    """What an annotation names; inside `ResourceParam[X]` that itself."""
    node = spelt(argument.annotation) if argument.annotation is not None else None
    if isinstance(node, ast.Subscript):
        node = node.value
    return (
        evaluator.evaluate(node, function.scope)
        if isinstance(node, ast.Name | ast.Attribute)
        else None
    )


def _is_resource(kind: Datum | None, argument: ast.arg) -> bool:
    if isinstance(kind, ClassData):
        return _descends(kind, "dagster.ConfigurableResource")
    return isinstance(kind, External) and kind.qualified.endswith(("Resource", "ResourceParam"))


def _holds_settings(cls: ClassData) -> bool:
    """Whether a class is a config, or a resource that is nothing but fields."""
    if _descends(cls, "dagster.Config"):
        return True
    own = [parent for parent in cls.lineage() if isinstance(parent, ClassData)]
    acts = any(isinstance(m, FunctionData) for parent in own for m in parent.members.values())
    return _descends(cls, "dagster.ConfigurableResource") and not acts


def _descends(cls: ClassData, base: str) -> bool:
    return any(outside.qualified == base for outside in cls.outside_bases())


def fields_of(cls: ClassData, owner: Owner) -> tuple[RunParameter, ...]:
    """The fields of a config as parameters of a run."""
    found = {
        statement.target.id: _field(statement, statement.target.id, parent, owner)
        for parent in [c for c in [*cls.lineage()][::-1] if isinstance(c, ClassData)]
        for statement in parent.node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }
    return tuple(found.values())


def _field(statement: ast.AnnAssign, name: str, cls: ClassData, owner: Owner) -> RunParameter:
    """`limit: int = 100`, or `limit: int = Field(default=100, ge=1)`."""
    kind, default = spelt(statement.annotation), cls.members.get(name)
    field = said(default, json_type(kind)) if isinstance(default, FieldHandle) else Said(default)
    for option in field.unread:
        told = ArgumentNotRead(argument=option, owner=f"{owner.name}.{name}", span=owner.span)
        owner.collector.tell(told)
    return RunParameter(
        name=name,
        json_type=json_type(kind),
        annotation=cls.module.segment(statement.annotation),
        default=to_value(field.default) if field.default is not None else None,
        required=field.default is None,
        description=field.description,
        constraints={**choices(kind), **field.constraints},
    )


def schema_fields(datum: Datum | None) -> tuple[RunParameter, ...]:
    """`config_schema={"limit": int, "name": Field(str, default_value="x")}` as parameters of a run."""
    if not isinstance(datum, DictData):
        return ()
    return tuple(_schema_field(name, value) for name, value in datum.text_entries().items())


def _schema_field(name: str, datum: Datum) -> RunParameter:
    default, description = None, None
    if isinstance(datum, Made):
        given = datum.arguments.peek("default_value")
        default = to_value(given) if given is not None else None
        words = datum.arguments.peek("description")
        description = words.value if isinstance(words, Known) else None
        inner = datum.arguments.peek("config", 0)
        datum = inner if inner is not None else datum
    word = datum.qualified.rpartition(".")[2] if isinstance(datum, External) else ""
    return RunParameter(
        name=name,
        json_type=json_type(ast.Name(id=word)) or _DAGSTER_TYPES.get(word),
        default=default,
        required=default is None,
        description=str(description) if description is not None else None,
    )
