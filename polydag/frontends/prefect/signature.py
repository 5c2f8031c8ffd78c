"""The parameters of a flow → parameters of a run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from polydag.frontends.fields import FieldHandle, annotated, choices, json_type, said, spelt
from polydag.frontends.prefect.codes import UnknownOption
from polydag.frontends.prefect.deployments import Entry, Owner, given_parameters
from polydag.frontends.prefect.handles import FlowHandle
from polydag.frontends.prefect.values import Values
from polydag.ir.policies import RunParameter
from polydag.ir.values import Json, Value
from polydag.syntax.data import Datum, Known
from polydag.syntax.functions import parameters
from polydag.syntax.parameters import default_data
from polydag.syntax.positions import lines_of


def run_parameters(
    flow: FlowHandle,
    entries: list[Entry],
    deployed: Mapping[str, Value],
    values: Values,
    owner: Owner,
    evaluate: Callable[[ast.expr], Datum],
) -> tuple[RunParameter, ...]:
    """The flow's parameters; what the file gives where it starts the flow is the default of those that have none.

    A deployment's own parameters are the defaults of its runs; `deployed` are those that the project's file states.
    """
    given: dict[str, Value] = dict(deployed)
    for entry in entries:
        if entry.how != "call":
            given |= given_parameters(entry, values)
    called: dict[str, Value] = {}
    for entry in entries:
        if entry.how == "call":
            called |= given_parameters(entry, values)
    stated = default_data(flow.function)
    checks = flow.options.data.get("validate_parameters")
    is_checked = not (isinstance(checks, Known) and checks.value is False)
    found: list[RunParameter] = []
    for parameter in parameters(flow.function.node.args, lines_of(flow.function.module.text)):
        own = _Stated.of(parameter.annotation, stated.get(parameter.name), evaluate)
        for option in own.unread:
            named = f"{owner.flow}.{parameter.name}"
            owner.collector.tell(UnknownOption(option=option, owner=named, span=owner.span))
        default = given.get(parameter.name)
        if default is None and own.default is not None:
            default = values.value(own.default)
        default = default or called.get(parameter.name)
        found.append(
            RunParameter(
                name=parameter.name,
                json_type=json_type(own.kind) if is_checked else None,
                annotation=own.annotation,
                default=default,
                required=default is None,
                description=own.description,
                constraints={**choices(own.kind), **own.constraints} if is_checked else {},
                coerces=is_checked and own.annotation is not None,
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class _Stated:
    """What a parameter's annotation and default say, `Field(...)` in either of them, too."""

    annotation: str | None
    kind: ast.expr | None
    default: Datum | None
    description: str | None = None
    constraints: Mapping[str, Json] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, note: str | None, default: Datum | None, evaluate: Callable[[ast.expr], Datum]
    ) -> _Stated:
        kind = spelt(ast.parse(note, mode="eval").body) if note is not None else None
        inner, details = annotated(kind)
        handle = default if isinstance(default, FieldHandle) else None
        for detail in details:
            made = evaluate(detail)
            handle = made if isinstance(made, FieldHandle) and handle is None else handle
        if handle is None:
            return cls(note, inner, default)
        found = said(handle, json_type(inner))
        plain = default if not isinstance(default, FieldHandle) else found.default
        text = ast.unparse(inner) if inner is not kind and inner is not None else note
        return cls(text, inner, plain, found.description, found.constraints, found.unread)
