"""The one place where values become Python code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo

from polydag.ir.model import Symbolic
from polydag.ir.values import Code, Constant, Entries, Items
from polydag.rendering.imports import Import
from polydag.rendering.strings import fstring_text, string


@dataclass(frozen=True)
class Expression:
    """Python source of one expression, the imports it needs, and the author's module-level names that it reads."""

    text: str
    imports: tuple[Import, ...] = ()
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


PyValue: TypeAlias = (
    "bool | int | float | str | bytes | None | date | time | timedelta | tzinfo | Expression | Symbolic | Constant"
    " | Items | Entries | Code | Sequence[PyValue] | Set[PyValue] | Mapping[str, PyValue]"
)


def expression(value: PyValue) -> Expression:
    """The value as Python code; a TypeError for what has no spelling that holds for every engine.

    Values that stand for something of the run (a task's output, a parameter) are spelt by the backend, which gives
    them here as `Expression`.
    """
    match value:
        case Expression():
            return value
        case Symbolic() | Code():
            return _authors(value)
        case Constant(value=inner):
            return expression(inner)
        case Items(items=items, shape=shape):
            return _sequence([expression(_plain(item)) for item in items], shape)
        case Entries(entries=entries):
            return _mapping({key: expression(_plain(item)) for key, item in entries.items()})
        case _:
            return _native(value)


def call(function: str, *positional: Expression, **keywords: Expression) -> Expression:
    """`function(a, name=b)` with the imports and names of its arguments."""
    arguments = [*(a.text for a in positional), *(f"{k}={v.text}" for k, v in keywords.items())]
    return _join(f"{function}({', '.join(arguments)})", [*positional, *keywords.values()])


def fstring(parts: Iterable[str | Expression]) -> Expression:
    """Text with values in it: an f-string where Python 3.9 can read one, a plain string where there is no value."""
    pieces = list(parts)
    values = [part for part in pieces if isinstance(part, Expression)]
    if not values:
        return Expression(string("".join(str(part) for part in pieces)))
    text = fstring_text([p if isinstance(p, str) else (p.text,) for p in pieces])
    return _join(text, values)


def _authors(value: Symbolic | Code) -> Expression:
    if isinstance(value, Code) and value.reads:
        raise TypeError(f"the backend binds what `{value.text}` reads: {', '.join(value.reads)}")
    return Expression(value.text, (), value.names)


def _plain(value: object) -> Constant | Items | Entries | Code:
    if isinstance(value, Constant | Items | Entries | Code):
        return value
    raise TypeError(f"{type(value).__name__} is spelt by the backend")


def _native(value: object) -> Expression:
    match value:
        case str():
            return Expression(string(value))
        case None | bool() | int() | bytes():
            return Expression(repr(value))
        case float():
            return Expression(repr(value) if math.isfinite(value) else f'float("{value}")')
        case timedelta():
            return _timedelta(value)
        case date() | time():
            return _moment(value)
        case tzinfo():
            return _timezone(value)
        case Mapping():
            return _mapping({key: expression(item) for key, item in value.items()})
        case Set():
            return _sequence(sorted(map(expression, value), key=str), "set")
        case Sequence():
            shape = "tuple" if isinstance(value, tuple) else "list"
            return _sequence([expression(item) for item in value], shape)
        case _:
            raise TypeError(f"{type(value).__name__} has no spelling as Python code")


def _sequence(items: Sequence[Expression], shape: str) -> Expression:
    inner = ", ".join(item.text for item in items)
    match shape:
        case "tuple":
            text = f"({inner},)" if len(items) == 1 else f"({inner})"
        case "set":
            text = f"{{{inner}}}" if items else "set()"
        case _:
            text = f"[{inner}]"
    return _join(text, items)


def _mapping(entries: Mapping[str, Expression]) -> Expression:
    inner = ", ".join(f"{expression(key).text}: {item.text}" for key, item in entries.items())
    return _join(f"{{{inner}}}", list(entries.values()))


def _timedelta(value: timedelta) -> Expression:
    """In the largest units that are exact: 300 s is `timedelta(minutes=5)`."""
    imports = (Import("datetime", "timedelta"),)
    if not value:
        return Expression("timedelta(0)", imports)
    sign, rest = ("-" if value < timedelta(0) else ""), abs(value)
    arguments = []
    for unit in ("days", "hours", "minutes", "seconds", "microseconds"):
        count, rest = divmod(rest, timedelta(**{unit: 1}))
        if count:
            arguments.append(f"{unit}={count}")
    return Expression(f"{sign}timedelta({', '.join(arguments)})", imports)


def _moment(value: date | time) -> Expression:
    name = type(value).__name__
    if name not in ("date", "time", "datetime"):
        raise TypeError(f"{name} has no spelling as Python code")
    numbers = _numbers(value)
    imports = [Import("datetime", name)]
    if isinstance(value, datetime | time):
        if value.tzinfo is not None:
            zone = _timezone(value.tzinfo)
            numbers.append(f"tzinfo={zone.text}")
            imports += zone.imports
        if value.fold:
            numbers.append("fold=1")
    return Expression(f"{name}({', '.join(numbers)})", tuple(imports))


def _numbers(value: date | time) -> list[str]:
    """Positional arguments, without the zeros that are defaults; a datetime with a time keeps hour and minute."""
    day = [value.year, value.month, value.day] if isinstance(value, date) else []
    if not isinstance(value, datetime | time):
        return [str(number) for number in day]
    clock = [value.hour, value.minute, value.second, value.microsecond]
    while clock and not clock[-1] and (len(clock) > 2 or not any(clock)):
        clock.pop()
    return [str(number) for number in (*day, *clock)]


def _timezone(value: tzinfo) -> Expression:
    if isinstance(value, ZoneInfo) and value.key:
        return Expression(f"ZoneInfo({string(value.key)})", (Import("zoneinfo", "ZoneInfo"),))
    if value == UTC:
        # Not `UTC`: Airflow 2.11 still runs on Python 3.9.
        return Expression("timezone.utc", (Import("datetime", "timezone"),))
    if isinstance(value, timezone):
        offset = _timedelta(value.utcoffset(None))
        return Expression(
            f"timezone({offset.text})", (Import("datetime", "timezone"), *offset.imports)
        )
    raise TypeError(f"the time zone {value!r} has no spelling as Python code")


def _join(text: str, parts: Sequence[Expression]) -> Expression:
    imports = dict.fromkeys(item for part in parts for item in part.imports)
    names = dict.fromkeys(name for part in parts for name in part.names)
    return Expression(text, tuple(imports), tuple(names))
