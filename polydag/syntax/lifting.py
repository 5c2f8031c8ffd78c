"""Plain Python values as data."""

from __future__ import annotations

from polydag.syntax.data import (
    FALSE,
    NONE,
    TRUE,
    Datum,
    DictData,
    Known,
    ListData,
    SetData,
    TupleData,
)


def lifted(value: object) -> Datum:
    """The datum of a Python value; collections become data collections."""
    if isinstance(value, Datum):
        return value
    if value is None or isinstance(value, bool):
        return NONE if value is None else TRUE if value else FALSE
    if isinstance(value, list):
        return ListData([lifted(item) for item in value])
    if isinstance(value, tuple):
        return TupleData([lifted(item) for item in value])
    if isinstance(value, dict):
        return DictData({key: lifted(item) for key, item in value.items()})
    if isinstance(value, set | frozenset):
        return SetData(sorted(value, key=repr))
    return Known(value)
