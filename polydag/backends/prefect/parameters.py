"""Run parameters as typed arguments of a flow."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.prefect.values import Scope, spell
from polydag.ir.policies import RunParameter
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "array": "list",
    "object": "dict",
}
_FIELD = {
    "minimum": "ge",
    "maximum": "le",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
}


@dataclass(frozen=True)
class Argument:
    """A parameter of the flow as source text; `type` is what tasks that read it are annotated with."""

    text: str
    type: str | None
    required: bool
    imports: tuple[Import, ...] = ()
    names: tuple[str, ...] = ()


def plain_type(parameter: RunParameter) -> str | None:
    """The annotation for functions that are given the parameter."""
    own = parameter.annotation if parameter.coerces else parameter.plain_annotation
    return own or _TYPES.get(parameter.json_type or "")


def argument(parameter: RunParameter, scope: Scope) -> Argument:
    """`country: Literal["de", "fr"] = "de"`."""
    kind = _annotation(parameter)
    default = spell(parameter.default, scope) if parameter.default is not None else None
    text = parameter.name
    if kind is not None:
        text += f": {kind.text}"
    if default is not None:
        text += f" = {default.text}"
    parts = [part for part in (kind, default) if part is not None]
    return Argument(
        text,
        plain_type(parameter),
        default is None,
        tuple(item for part in parts for item in part.imports),
        tuple(name for part in parts for name in part.names),
    )


def dropped(parameter: RunParameter) -> list[str]:
    """The constraints that a flow's signature does not check."""
    return [
        name
        for name in parameter.constraints
        if name not in _FIELD and name not in ("enum", "format")
    ]


def _annotation(parameter: RunParameter) -> Expression | None:
    plain = plain_type(parameter)
    kind = Expression(plain) if plain else None
    choices = parameter.constraints.get("enum")
    if isinstance(choices, list) and all(isinstance(c, str | int | bool | None) for c in choices):
        listed = ", ".join(
            expression(c).text for c in choices if isinstance(c, str | int | bool | None)
        )
        kind = Expression(f"Literal[{listed}]", (Import("typing", "Literal"),))
    described = (
        {} if parameter.description is None else {"description": expression(parameter.description)}
    )
    limits = {
        _FIELD[name]: expression(value)
        for name, value in parameter.constraints.items()
        if name in _FIELD and isinstance(value, int | float | str)
    }
    extra = described | limits
    if not extra or kind is None:
        return kind
    made = call("Field", **extra)
    imports = (*kind.imports, Import("typing", "Annotated"), Import("pydantic", "Field"))
    return Expression(f"Annotated[{kind.text}, {made.text}]", imports)
