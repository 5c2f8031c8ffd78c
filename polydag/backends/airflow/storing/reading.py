"""How kept values lie in what a task is given: alone, in lists, in dicts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

from polydag.ir.values import Code, Entries, Items, OutputOf, Text, Value, walk

Level: TypeAlias = Literal["list", "dict", "value"]
# From the outside in: ("list", "value") is a list of kept values. None where there is none.
Shape: TypeAlias = tuple[Level, ...] | None


@dataclass
class ConflictError(Exception):
    """Something reads kept values of these functions in a way that cannot be loaded; `entries`: it wants one entry each."""

    functions: frozenset[str]
    reason: str
    entries: bool = False

    @classmethod
    def about(
        cls, value: Value, kept: Mapping[str, str], reason: str, entries: bool = False
    ) -> Self:
        """About the kept values inside one that is given."""
        read = {inner.task for inner in walk(value) if isinstance(inner, OutputOf)}
        return cls(frozenset(kept[task] for task in read if task in kept), reason, entries)


def shape_of(value: Value, kept: Mapping[str, str], lists: Collection[str]) -> Shape:
    """Where kept values are in a value; `kept` are the functions that give them, by task, `lists` the tasks that give several."""
    match value:
        case OutputOf(task=task) if task in kept:
            return ("list", "value") if task in lists else ("value",)
        case Items(items=items):
            return _inside("list", items, value, kept, lists)
        case Entries(entries=entries):
            return _inside("dict", tuple(entries.values()), value, kept, lists)
        case Text() | Code() if any(
            isinstance(v, OutputOf) and v.task in kept for v in walk(value)
        ):
            raise ConflictError.about(value, kept, "it is read as a part of a text")
    return None


def _inside(
    level: Level,
    parts: tuple[Value, ...],
    whole: Value,
    kept: Mapping[str, str],
    lists: Collection[str],
) -> Shape:
    """That of a collection, of which some parts may hold no kept value at all."""
    shapes = {shape for part in parts if (shape := shape_of(part, kept, lists)) is not None}
    if not shapes:
        return None
    deep = any(len(shape) > 1 for shape in shapes)
    if len(shapes) > 1 or (deep and len(parts) > 1 and _is_mixed(parts, kept, lists)):
        raise ConflictError.about(whole, kept, "it lies beside others of another shape")
    return (level, *shapes.pop())


def _is_mixed(parts: tuple[Value, ...], kept: Mapping[str, str], lists: Collection[str]) -> bool:
    return any(shape_of(part, kept, lists) is None for part in parts)
