"""Parameters of a run as typed fields of a config or a resource."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Set

from polydag.backends.dagster.codes import AttributeLost
from polydag.backends.dagster.sheet import Sheet
from polydag.ir.policies import RunParameter
from polydag.ir.values import Code, Constant, Entries, Items, Json

_TYPES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "array": "list",
    "object": "dict",
}
_CONSTRAINTS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
}


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
    more = [f"description={sheet.value(parameter.description)}"] if parameter.description else []
    more += [
        f"{_CONSTRAINTS[name]}={sheet.value(v)}"
        for name, v in parameter.constraints.items()
        if name in _CONSTRAINTS
    ]
    if not more:
        return f"{parameter.name}: {kind}" + (f" = {default}" if default is not None else "")
    given = [f"default={default}"] if default is not None else []
    return f"{parameter.name}: {kind} = {sheet.needs('pydantic', 'Field')}({', '.join([*given, *more])})"


def resource_of(name: str, parameters: Iterable[RunParameter], sheet: Sheet) -> str:
    """The resource that holds the parameters of a run; what has no default is asked for at launch."""
    required = any(_default(parameter, sheet) is None for parameter in parameters)
    return f"{name}.configure_at_launch()" if required else f"{name}()"


def _default(parameter: RunParameter, sheet: Sheet) -> str | None:
    """The default as code; one that only a run can know leaves the field required."""
    value = parameter.default
    return sheet.value(value) if isinstance(value, Constant | Items | Entries | Code) else None


def _are_texts(choices: list[Json], parameter: RunParameter, sheet: Sheet) -> bool:
    """Whether a config can say these choices: of numbers, or with None among them, its class does not load."""
    if all(isinstance(choice, str) for choice in choices):
        return True
    attribute = f"enum={sheet.value(choices)}"
    reason = "the choices of a Dagster config are texts: any value of the type is taken"
    sheet.tell(
        AttributeLost(attribute=attribute, owner=f"parameter {parameter.name}", reason=reason)
    )
    return False


def _one_kind(choices: Json) -> str:
    """The type that all choices have, for those that the schema only calls numbers."""
    kinds = (
        {type(c).__name__ for c in choices or () if c is not None}
        if isinstance(choices, list)
        else set()
    )
    return kinds.pop() if len(kinds) == 1 and not kinds & {"list", "dict"} else ""


def _unshadowed(kind: str, names: Set[str], sheet: Sheet) -> str:
    """The type where fields are called like types: below `bool: bool = True` the class takes `bool` for True."""

    def spelt(word: re.Match[str]) -> str:
        hidden = word[0] in names and hasattr(builtins, word[0])
        return f"{sheet.needs('builtins')}.{word[0]}" if hidden else word[0]

    return kind if kind.startswith("Literal[") else re.sub(r"[^\W\d]\w*", spelt, kind)


def _kind(parameter: RunParameter, sheet: Sheet) -> str:
    choices = parameter.constraints.get("enum")
    if isinstance(choices, list) and choices and _are_texts(choices, parameter, sheet):
        return f"{sheet.needs('typing', 'Literal')}[{', '.join(sheet.value(c) for c in choices)}]"
    kind = (
        parameter.plain_annotation
        or _one_kind(choices)
        or _TYPES.get(parameter.json_type or "", "")
    )
    default = parameter.default
    if parameter.json_type is None and isinstance(default, Constant) and default.value is not None:
        kind = kind or type(default.value).__name__
    is_none = isinstance(default, Constant) and default.value is None
    if not kind and parameter.json_type is None and isinstance(default, Items | Entries):
        kind = "list" if isinstance(default, Items) else "dict"
    kind = kind or "str"
    return f"{kind} | None" if is_none and "None" not in kind and "Optional" not in kind else kind
