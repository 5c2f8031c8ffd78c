"""The module-level names that the expressions of a model read."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from polydag.ir.model import Place, Symbolic
from polydag.ir.operations import Opaque
from polydag.ir.values import Code

# What a field holds that has no names in it.
_PLAIN = frozenset({type(None), str, bool, int, float, Place})


def names_read(models: Iterable[BaseModel]) -> set[str]:
    """The names that anything in the models reads."""
    found: set[str] = set()
    todo: list[object] = [*models]
    while todo:
        part = todo.pop()
        if isinstance(part, Symbolic | Code | Opaque):
            found.update(part.names)
        inner: Iterable[object] = ()
        if isinstance(part, BaseModel):
            # A field that nobody set has its default, in which there are no names.
            inner = [getattr(part, name) for name in part.model_fields_set]
        elif isinstance(part, dict):
            inner = part.values()
        elif isinstance(part, tuple | list):
            inner = part
        todo += [value for value in inner if value and type(value) not in _PLAIN]
    return found
