"""Run parameters as typed arguments of a flow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polydag.backends.prefect.codes import AttributeDropped, NotCarried
from polydag.backends.prefect.values import Scope, spell
from polydag.backends.schemas import annotation, choices, field_arguments, unchecked
from polydag.backends.settings import stated
from polydag.diagnostics import Diagnostic
from polydag.ir.policies import RunParameter
from polydag.ir.values import Json
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression


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
    return own or annotation(parameter) or None


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


def told(pipeline: str, parameter: RunParameter) -> Iterator[Diagnostic]:
    """What of the schema a flow's signature does not check."""
    owner, reason = f"{pipeline}.{parameter.name}", "a flow's signature does not check it"
    for name, value, is_felt in unchecked(parameter):
        attribute = stated(name, value)
        if is_felt:
            yield NotCarried(pipeline=pipeline, owner=owner, attribute=attribute, reason=reason)
        else:
            shown = "how a form shows it is not said in a flow's signature"
            yield AttributeDropped(
                pipeline=pipeline, owner=owner, attribute=attribute, reason=shown
            )
    listed = choices(parameter)
    if listed is not None and not _is_literal(listed):
        attribute = stated("enum", ", ".join(map(str, listed)))
        reason = "a `Literal` does not name such values: any other is taken"
        yield NotCarried(pipeline=pipeline, owner=owner, attribute=attribute, reason=reason)


def _is_literal(listed: list[Json]) -> bool:
    return all(isinstance(choice, str | int | bool | None) for choice in listed)


def _annotation(parameter: RunParameter) -> Expression | None:
    plain = plain_type(parameter)
    kind = Expression(plain) if plain else None
    listed = choices(parameter)
    if listed is not None and _is_literal(listed):
        text = ", ".join(
            expression(choice).text
            for choice in listed
            if isinstance(choice, str | int | bool | None)
        )
        kind = Expression(f"Literal[{text}]", (Import("typing", "Literal"),))
    extra = {name: expression(value) for name, value in field_arguments(parameter).items()}
    if not extra:
        return kind
    kind = kind or Expression("Any", (Import("typing", "Any"),))
    made = call("Field", **extra)
    imports = (*kind.imports, Import("typing", "Annotated"), Import("pydantic", "Field"))
    return Expression(f"Annotated[{kind.text}, {made.text}]", imports)
