"""Whether a value is one that a parameter takes, and what it becomes where the pipeline converts values."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import GenericAlias
from typing import cast

from pydantic import BaseModel, Field, JsonValue, ValidationError, create_model

from polydag.backends.schemas import annotation, choices, field_arguments, may_be_none, words
from polydag.ir.policies import RunParameter

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
    shown = f"{value!r} for the parameter `{parameter.name}`"
    listed = choices(parameter)
    if listed is not None and value not in listed:
        raise RefusedError(f"{shown}: not among {', '.join(map(repr, listed))}")
    if value is None and may_be_none(parameter):
        return value
    kinds = {_JSON[word] for word in words(parameter) if word in _JSON}
    if len(kinds) > 1 and type(value) not in kinds:
        raise RefusedError(f"{shown}: neither {' nor '.join(words(parameter))}")
    try:
        made = _model(parameter).model_validate({"value": value}, strict=not parameter.coerces)
    except ValidationError as error:
        raise RefusedError(f"{shown}: {error.errors()[0]['msg']}") from None
    found: JsonValue = dict(made)["value"]
    return found


def _model(parameter: RunParameter) -> type[BaseModel]:
    """What values are held against."""
    kind = _JSON.get(parameter.json_type or "", object)
    stated = parameter.annotation if parameter.coerces else annotation(parameter)
    entries = _annotated(stated)
    given = field_arguments(parameter)
    limited = Field(
        ge=_number(given, "ge"),
        le=_number(given, "le"),
        gt=_number(given, "gt"),
        lt=_number(given, "lt"),
        multiple_of=_number(given, "multiple_of"),
        min_length=_length(given, "min_length"),
        max_length=_length(given, "max_length"),
        pattern=_pattern(given),
    )
    is_finer = isinstance(entries, GenericAlias) and entries.__origin__ is kind
    # A generic type that is made here is one for pydantic, though not for a type checker.
    form = cast("type", entries) if is_finer else kind
    return create_model("Given", value=(form, limited))


def _number(given: Mapping[str, JsonValue], name: str) -> float | None:
    limit = given.get(name)
    return limit if isinstance(limit, int | float) else None


def _length(given: Mapping[str, JsonValue], name: str) -> int | None:
    limit = given.get(name)
    return limit if isinstance(limit, int) else None


def _pattern(given: Mapping[str, JsonValue]) -> str | None:
    limit = given.get("pattern")
    return limit if isinstance(limit, str) else None


def _annotated(text: str | None) -> type | GenericAlias:
    """What an annotation made of builtins says, its entries included."""
    try:
        return _built(ast.parse(text or "", mode="eval").body)
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
