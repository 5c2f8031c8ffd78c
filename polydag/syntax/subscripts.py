"""Subscripts of data."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.data import (
    Datum,
    DictData,
    External,
    Handle,
    Known,
    ListData,
    TupleData,
    Unknown,
    hashable,
    key_of,
)
from polydag.syntax.flow import RaisedError
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


def subscript_of(ev: Evaluator, owner: Datum, key: Datum, node: ast.expr, scope: Scope) -> Datum:
    """`owner[key]`."""
    if isinstance(owner, Handle):
        return owner.subscript(key, ev.site(node, scope))
    if isinstance(owner, External):
        return ev.library.subscript(owner, key, ev.site(node, scope)) or ev.unknown(node, scope)
    if isinstance(owner, DictData):
        return _entry(owner, key) or ev.unknown(node, scope)
    if isinstance(owner, ListData | TupleData) and isinstance(key, Known):
        return _item(owner, key.value) or ev.unknown(node, scope)
    if isinstance(owner, Known) and isinstance(key, Known):
        return _constant_item(owner.value, key.value) or ev.unknown(node, scope)
    return ev.unknown(node, scope)


def _entry(owner: DictData, key: Datum) -> Datum | None:
    if isinstance(key, Unknown | External):
        return None
    if not hashable(key):
        raise RaisedError("TypeError", "unhashable key")
    found = owner.entries.get(key_of(key))
    if found is None and not owner.partial:
        raise RaisedError("KeyError", repr(key_of(key)))
    return found


def _item(owner: ListData | TupleData, index: object) -> Datum | None:
    if not isinstance(index, int) or (isinstance(owner, ListData) and owner.partial):
        return None
    try:
        return owner.items[index]
    except IndexError as error:
        raise RaisedError("IndexError", str(error)) from error


def _constant_item(value: object, index: object) -> Datum | None:
    if not isinstance(value, str | bytes | range) or not isinstance(index, int):
        return None
    try:
        return Known(value[index])
    except IndexError as error:
        raise RaisedError("IndexError", str(error)) from error
