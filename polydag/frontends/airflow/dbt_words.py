"""The words by which dbt's command line says what operators say by arguments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from polydag.ir.values import Code, Constant, Entries, Items, Text, Value

_PROFILES = re.compile(r"/?profiles\.ya?ml$")
_PATH = re.compile(r"(?P<folder>.+?) / (['\"])profiles\.ya?ml\2", re.DOTALL)


def words(*texts: str) -> tuple[Value, ...]:
    """Words that are known."""
    return tuple(Constant(value=text) for text in texts)


def option(name: str, value: Value | None) -> tuple[Value, ...]:
    """An option with its value, or each of its values; nothing without one."""
    if value is None or (isinstance(value, Constant) and value.value is None):
        return ()
    values = value.items if isinstance(value, Items) else (value,)
    return (*words(name), *map(_text, values)) if values else ()


def listed(value: Value | None) -> tuple[Value, ...]:
    """Words that are listed."""
    return tuple(map(_text, value.items)) if isinstance(value, Items) else ()


def data(value: Value | None) -> Value | None:
    """What dbt reads as YAML: a text as it is, a dict as JSON."""
    if not isinstance(value, Entries):
        return value
    parts = [*_json(value)]
    merged: list[Value] = parts[:1]
    for last, part in pairwise(parts):
        if isinstance(part, Constant) and isinstance(last, Constant):
            before = merged.pop()
            text = before.value if isinstance(before, Constant) else ""
            part = Constant(value=f"{text}{part.value}")
        merged.append(part)
    return merged[0] if len(merged) == 1 else Text(parts=tuple(merged))


def folder_of(value: Value) -> Value | None:
    """The folder of a `profiles.yml`; None where the value does not show it."""
    match value:
        case Constant(value=str(path)) if _PROFILES.search(path):
            return Constant(value=_PROFILES.sub("", path) or "/")
        case Text(parts=(*first, Constant(value=str(last)))) if _PROFILES.search(last):
            rest = _PROFILES.sub("", last)
            return Text(parts=(*first, *words(*([rest] if rest else []))))
        case Code(text=text) if (found := _PATH.fullmatch(text)) is not None:
            return value.model_copy(update={"text": found["folder"]})
    return None


def _text(value: Value) -> Value:
    """A word is a text."""
    is_text = isinstance(value, Text | Code) or (
        isinstance(value, Constant) and isinstance(value.value, str)
    )
    if isinstance(value, Constant) and not is_text:
        return Constant(value=str(value.value))
    return value if is_text else Text(parts=(value,))


def _json(value: Value) -> Iterator[Value]:
    match value:
        case Constant():
            yield Constant(value=json.dumps(value.value))
        case Entries(entries=entries):
            yield from _enclosed(
                "{}", [(json.dumps(name) + ": ", v) for name, v in entries.items()]
            )
        case Items(items=items):
            yield from _enclosed("[]", [("", item) for item in items])
        case Text(parts=parts):
            yield Constant(value='"')
            for part in parts:
                yield _inside(part)
            yield Constant(value='"')
        case _:
            yield from (Constant(value='"'), value, Constant(value='"'))


def _inside(part: Value) -> Value:
    """A part of a text, between the quotes of JSON."""
    if not isinstance(part, Constant):
        return part
    return Constant(value=json.dumps(str(part.value))[1:-1])


def _enclosed(brackets: str, members: list[tuple[str, Value]]) -> Iterator[Value]:
    yield Constant(value=brackets[0])
    for place, (name, value) in enumerate(members):
        yield Constant(value=f"{', ' if place else ''}{name}")
        yield from _json(value)
    yield Constant(value=brackets[1])
