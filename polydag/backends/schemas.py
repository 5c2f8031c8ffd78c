"""What the JSON Schema of a parameter is in pydantic's words, and what of it pydantic has no word for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from polydag.ir.policies import RunParameter
from polydag.ir.values import Constant, Json

TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "array": "list",
    "object": "dict",
}
# The argument of `Field` for a word of JSON Schema.
_FIELD = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
    "title": "title",
    "examples": "examples",
}
# How a form shows the parameter: no value is refused for these.
_SHOWN = frozenset(
    {"custom_html_form", "description_md", "section", "source", "values_display", "$schema"}
)
_CHOSEN = frozenset({"enum", "const", "type"})
# What JSON Schema's regular expressions have and those of pydantic have not.
_AROUND = re.compile(r"\(\?(=|!|<=|<!)|\\[1-9]")


def field_arguments(parameter: RunParameter) -> dict[str, Json]:
    """The arguments of `Field`: what limits the values, and what is said about them."""
    given = parameter.constraints
    found: dict[str, Json] = {}
    description = parameter.description or given.get("description_md")
    if description is not None:
        found["description"] = description
    return found | {_FIELD[name]: given[name] for name in given if _fits(name, given[name])}


def choices(parameter: RunParameter) -> list[Json] | None:
    """The only values that it may have."""
    if "const" in parameter.constraints:
        return [parameter.constraints["const"]]
    listed = parameter.constraints.get("enum")
    return list(listed) if isinstance(listed, list) else None


def words(parameter: RunParameter) -> tuple[str, ...]:
    """JSON Schema's words for its types, without null."""
    stated = parameter.constraints.get("type")
    several = stated if isinstance(stated, list) else [parameter.json_type]
    return tuple(str(word) for word in several if word not in (None, "null"))


def annotation(parameter: RunParameter) -> str:
    """The types as an annotation of builtins, of entries too; empty where any value is taken."""
    stated = words(parameter)
    found = [TYPES.get(word, "") for word in stated]
    entries = _entries(parameter)
    if entries:
        found = [f"list[{entries}]"]
    if not found or not all(found):
        return ""
    return " | ".join([*found, "None"] if may_be_none(parameter) else found)


def _entries(parameter: RunParameter) -> str:
    """The type of what a list holds, where the schema says no more than that of it."""
    items = parameter.constraints.get("items")
    if words(parameter) != ("array",) or not isinstance(items, dict) or items.keys() != {"type"}:
        return ""
    return TYPES.get(str(items["type"]), "")


def may_be_none(parameter: RunParameter) -> bool:
    """Whether a run may be given none: the schema says so, or it is the default."""
    stated = parameter.constraints.get("type")
    default = parameter.default
    is_default = isinstance(default, Constant) and default.value is None
    return is_default or (isinstance(stated, list) and "null" in stated)


def unchecked(parameter: RunParameter) -> Iterator[tuple[str, Json, bool]]:
    """What pydantic does not take over: the word, its value, and whether a value could be refused for it."""
    for name, value in parameter.constraints.items():
        said = name == "description_md" and parameter.description is None
        said = said or (name == "items" and _entries(parameter) != "")
        if name not in _CHOSEN and not said and not _fits(name, value):
            yield name, value, name not in _SHOWN


def _fits(name: str, value: Json) -> bool:
    return name in _FIELD and not (
        name == "pattern" and isinstance(value, str) and _AROUND.search(value)
    )
