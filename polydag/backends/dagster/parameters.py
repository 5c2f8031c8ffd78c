"""Parameters of a run as typed fields of a config or a resource."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Set

from polydag.backends.dagster.codes import AttributeDropped, AttributeLost
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.schemas import (
    annotation,
    choices,
    field_arguments,
    may_be_none,
    unchecked,
    words,
)
from polydag.backends.settings import stated
from polydag.ir.policies import RunParameter
from polydag.ir.values import Code, Constant, Entries, Items, Json


def fields_of(parameters: Iterable[RunParameter], sheet: Sheet) -> list[str]:
    """The fields of one class, whose types mean the same whatever the fields are called."""
    known = tuple(parameters)
    names = frozenset(parameter.name for parameter in known)
    return [_field(parameter, names, sheet) for parameter in known]


def _field(parameter: RunParameter, names: Set[str], sheet: Sheet) -> str:
    """`limit: int = 100`, with what constrains it."""
    view = sheet.view(parameter, f"parameter {parameter.name}", "")
    view.use("json_type", "annotation", "default", "required")
    view.use("description", "constraints", "coerces", "declared")
    kind = _unshadowed(_kind(parameter, sheet), names, sheet)
    default = _default(parameter, sheet)
    _tell(parameter, sheet)
    more = [f"{name}={sheet.value(v)}" for name, v in field_arguments(parameter).items()]
    if not more:
        return f"{parameter.name}: {kind}" + (f" = {default}" if default is not None else "")
    given = [f"default={default}"] if default is not None else []
    return f"{parameter.name}: {kind} = {sheet.needs('pydantic', 'Field')}({', '.join([*given, *more])})"


def _tell(parameter: RunParameter, sheet: Sheet) -> None:
    """What of the schema the class does not check."""
    owner = f"parameter {parameter.name}"
    for name, value, is_felt in unchecked(parameter):
        reason = "a config does not check it" if is_felt else "a config is not shown in a form"
        told = AttributeLost if is_felt else AttributeDropped
        sheet.tell(told(attribute=stated(name, value), owner=owner, reason=reason))
    if len(words(parameter)) > 1:
        attribute = f"type={', '.join(words(parameter))}"
        reason = "a Dagster config knows no unions: any value is taken"
        sheet.tell(AttributeLost(attribute=attribute, owner=owner, reason=reason))


def resource_of(name: str, parameters: Iterable[RunParameter], sheet: Sheet) -> str:
    """The resource that holds the parameters of a run; what has no default is asked for at launch."""
    required = any(_default(parameter, sheet) is None for parameter in parameters)
    return f"{name}.configure_at_launch()" if required else f"{name}()"


def _default(parameter: RunParameter, sheet: Sheet) -> str | None:
    """The default as code; one that only a run can know leaves the field required."""
    value = parameter.default
    return sheet.value(value) if isinstance(value, Constant | Items | Entries | Code) else None


def _texts(parameter: RunParameter, sheet: Sheet) -> list[str]:
    """The choices that a config can say: of numbers its class does not load."""
    listed = choices(parameter) or []
    texts = [choice for choice in listed if isinstance(choice, str)]
    if len(texts) + listed.count(None) == len(listed):
        return texts
    attribute = f"enum={sheet.value(listed)}"
    reason = "the choices of a Dagster config are texts: any value of the type is taken"
    sheet.tell(
        AttributeLost(attribute=attribute, owner=f"parameter {parameter.name}", reason=reason)
    )
    return []


def _one_kind(listed: list[Json] | None) -> str:
    """The type that all choices have, for those that the schema only calls numbers."""
    kinds = {type(choice).__name__ for choice in listed or () if choice is not None}
    return kinds.pop() if len(kinds) == 1 and not kinds & {"list", "dict"} else ""


def _unshadowed(kind: str, names: Set[str], sheet: Sheet) -> str:
    """The type where fields are called like types: below `bool: bool = True` the class takes `bool` for True."""

    def spelt(word: re.Match[str]) -> str:
        hidden = word[0] in names and hasattr(builtins, word[0])
        return f"{sheet.needs('builtins')}.{word[0]}" if hidden else word[0]

    return kind if kind.startswith("Literal[") else re.sub(r"[^\W\d]\w*", spelt, kind)


def _kind(parameter: RunParameter, sheet: Sheet) -> str:
    listed = choices(parameter)
    texts = _texts(parameter, sheet)
    if texts:
        kind = f"{sheet.needs('typing', 'Literal')}[{', '.join(map(sheet.value, texts))}]"
        is_open = listed is not None and None in listed
        return f"{kind} | None" if is_open else kind
    if len(words(parameter)) > 1:
        return sheet.needs("typing", "Any")
    kind = parameter.plain_annotation or _one_kind(listed) or annotation(parameter)
    default = parameter.default
    if parameter.json_type is None and isinstance(default, Constant) and default.value is not None:
        kind = kind or type(default.value).__name__
    if not kind and parameter.json_type is None and isinstance(default, Items | Entries):
        kind = "list" if isinstance(default, Items) else "dict"
    kind = kind or "str"
    is_none = may_be_none(parameter) and "None" not in kind and "Optional" not in kind
    return f"{kind} | None" if is_none else kind
