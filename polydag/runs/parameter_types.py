"""Whether a value is one that a parameter takes, and what it becomes where the pipeline converts values."""

from __future__ import annotations

import ast
from types import GenericAlias
from typing import cast

from pydantic import BaseModel, Field, JsonValue, ValidationError, create_model

from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant

_JSON: dict[str, type] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "array": list,
    "object": dict,
}
_PLAIN = {kind.__name__: kind for kind in _JSON.values()} | {"List": list, "Dict": dict}


class RefusedError(Exception):
    """A run that does not start, with the reason."""


def taken(parameter: RunParameter, value: JsonValue) -> JsonValue:
    """The value as the run gets it.

    Raises:
        RefusedError: the parameter does not take it.
    """
    default = parameter.default
    if value is None and isinstance(default, Constant) and default.value is None:
        return value
    shown = f"{value!r} for the parameter `{parameter.name}`"
    choices = parameter.constraints.get("enum")
    if isinstance(choices, list) and value not in choices:
        raise RefusedError(f"{shown}: not among {', '.join(map(repr, choices))}")
    try:
        made = _model(parameter).model_validate({"value": value}, strict=not parameter.coerces)
    except ValidationError as error:
        raise RefusedError(f"{shown}: {error.errors()[0]['msg']}") from None
    found: JsonValue = dict(made)["value"]
    return found


def _model(parameter: RunParameter) -> type[BaseModel]:
    """What values are held against."""
    kind = _JSON.get(parameter.json_type or "", object)
    stated = _annotated(parameter.annotation) if parameter.coerces else None
    limited = Field(
        ge=_number(parameter, "minimum"),
        le=_number(parameter, "maximum"),
        gt=_number(parameter, "exclusiveMinimum"),
        lt=_number(parameter, "exclusiveMaximum"),
        min_length=_length(parameter, "minLength"),
        max_length=_length(parameter, "maxLength"),
        pattern=_pattern(parameter),
    )
    is_finer = isinstance(stated, GenericAlias) and stated.__origin__ is kind
    # A generic type that is made here is one for pydantic, though not for a type checker.
    form = cast("type", stated) if is_finer else kind
    return create_model("Given", value=(form, limited))


def _number(parameter: RunParameter, name: str) -> float | None:
    limit = parameter.constraints.get(name)
    return limit if isinstance(limit, int | float) else None


def _length(parameter: RunParameter, name: str) -> int | None:
    limit = parameter.constraints.get(name)
    return limit if isinstance(limit, int) else None


def _pattern(parameter: RunParameter) -> str | None:
    limit = parameter.constraints.get("pattern")
    return limit if isinstance(limit, str) else None


def _annotated(annotation: str | None) -> type | GenericAlias:
    """What an annotation made of builtins says, its entries included."""
    try:
        return _built(ast.parse(annotation or "", mode="eval").body)
    except SyntaxError:
        return object


def _built(node: ast.expr) -> type | GenericAlias:
    match node:
        case ast.Name(id=name):
            return _PLAIN.get(name, object)
        case ast.Subscript(value=ast.Name(id="list" | "List"), slice=inner):
            return GenericAlias(list, (_built(inner),))
        case ast.Subscript(value=ast.Name(id="dict" | "Dict"), slice=ast.Tuple(elts=[key, value])):
            return GenericAlias(dict, (_built(key), _built(value)))
    return object
