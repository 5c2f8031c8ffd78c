"""Values for the parameters of a run, the same on every engine."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from polydag.ir.pipeline import Pipeline
from polydag.ir.values import Constant, Entries, Items, Value
from polydag.runs.child.stubs import derive
from polydag.runs.parameter_types import taken


def parameters_of(pipeline: Pipeline, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Values for the run's parameters: given, else the default, else derived from the annotation."""
    defaults = {p.name: _literal(p.default) for p in pipeline.parameters if p.default is not None}
    known = {name: default[0] for name, default in defaults.items() if default is not None}
    return known | handed_over(pipeline, given)


def stated(pipeline: Pipeline, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """As `parameters_of`, without what the source states nowhere and nobody gives."""
    silent = {p.name for p in pipeline.parameters if not p.declared} - given.keys()
    values = parameters_of(pipeline, given)
    return {name: value for name, value in values.items() if name not in silent}


def taken_by(pipeline: Pipeline, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """The values of a run that checks what it is given, as pipelines do.

    Raises:
        RefusedError: a parameter does not take its value.
    """
    known = {parameter.name: parameter for parameter in pipeline.parameters}
    checked = {
        name: taken(known[name], value) if name in known else value for name, value in given.items()
    }
    return parameters_of(pipeline, checked)


def handed_over(pipeline: Pipeline, given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What an engine is given: a default is for its own code to apply, so that a wrong one shows."""
    values: dict[str, JsonValue] = {}
    for parameter in pipeline.parameters:
        if parameter.default is None:
            value = derive("parameter", parameter.name, {}, parameter.annotation or "str")
            values[parameter.name] = value  # type: ignore[assignment]  # derived values are JSON
    return values | dict(given)


def _literal(value: Value) -> tuple[JsonValue] | None:
    """A value that needs no run, in a tuple, since it may be None."""
    match value:
        case Constant(value=constant):
            return (constant,)
        case Items(items=items):
            found = [_literal(item) for item in items]
            known = [item[0] for item in found if item is not None]
            return (known,) if len(known) == len(found) else None
        case Entries(entries=entries):
            inner = {key: _literal(item) for key, item in entries.items()}
            plain = {key: item[0] for key, item in inner.items() if item is not None}
            return (plain,) if len(plain) == len(inner) else None
        case _:
            return None
