"""Data as plain Python values, as values of the IR, and as scalars that may be symbolic."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from polydag.ir.model import Symbolic
from polydag.ir.values import Code, Constant, Entries, Items, Text, Value, VariableOf
from polydag.syntax.data import (
    Datum,
    DictData,
    FormatData,
    Known,
    ListData,
    LoopVariable,
    SetData,
    TupleData,
    Unknown,
    datum_of,
    is_known,
)
from polydag.syntax.describe import literal

T = TypeVar("T")
Hook: TypeAlias = Callable[[Datum], Value | None]
"""Turns what a reader made (handles, lookups) into a value; None leaves it to the default."""


def to_python(datum: Datum) -> object:
    """The plain Python value of a datum that is known.

    Raises:
        ValueError: something in it is not known.
    """
    if isinstance(datum, Known):
        return datum.value
    if not is_known(datum):
        raise ValueError(f"{datum!r} is not known")
    if isinstance(datum, ListData):
        return [to_python(item) for item in datum.items]
    if isinstance(datum, TupleData):
        return tuple(to_python(item) for item in datum.items)
    if isinstance(datum, DictData):
        return {key: to_python(value) for key, value in datum.entries.items()}
    if isinstance(datum, SetData):
        return set(datum.elements)
    raise ValueError(f"{datum!r} is not known")


def to_value(datum: Datum, hook: Hook | None = None) -> Value:
    """The datum as the IR holds it; what is only known at run time becomes code."""
    found = None if hook is None else hook(datum)
    if found is not None:
        return found
    if isinstance(datum, Known) and (
        datum.value is None or isinstance(datum.value, bool | int | float | str)
    ):
        return Constant(value=datum.value)
    if isinstance(datum, ListData | TupleData | SetData):
        return _items(datum, hook)
    if isinstance(datum, DictData) and _has_text_keys(datum):
        entries = {key: to_value(value, hook) for key, value in datum.text_entries().items()}
        return Entries(entries=entries)
    if isinstance(datum, LoopVariable):
        return VariableOf(name=datum.text)
    if isinstance(datum, FormatData):
        return Text(parts=tuple(to_value(part, hook) for part in datum.parts))
    return to_code(datum, hook)


# An expression cannot hold a `raise`; this one raises where the value would have been used.
_RAISING = "(_ for _ in ()).throw(NotImplementedError('polydag could not carry over a {}'))"


def is_unsaid(code: Code) -> bool:
    """Whether the code stands for something that has no spelling."""
    return code.text.startswith(_RAISING.partition("{")[0])


def to_code(datum: Datum, hook: Hook | None = None) -> Code:
    """The datum as an expression of the author; what has no spelling is an expression that raises when it is reached."""
    text = literal(datum)
    if text is None:
        return Code(text=_RAISING.format(type(datum).__name__))
    reads = {name: _read(name, read, datum, hook) for name, read in (text.reads or {}).items()}
    return Code(text=text.text, names=text.names, reads=reads)


def to_scalar(datum: Datum, kind: type[T] | tuple[type[T], ...]) -> T | Symbolic | None:
    """A known value of the type, or the expression; None when the value is known and of another type.

    An int counts as a float; a bool never counts as a number.
    """
    if isinstance(datum, Known):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        value = datum.value
        if isinstance(value, bool) and bool not in kinds:
            return None
        if isinstance(value, int) and float in kinds and int not in kinds:
            return float(value)  # type: ignore[return-value]  # T is float here
        return value if isinstance(value, kind) else None
    return to_symbolic(datum)


def to_symbolic(datum: Datum) -> Symbolic | None:
    """The expression of a datum; None when it has none."""
    text = literal(datum)
    if text is None:
        return None
    place = datum.place if isinstance(datum, Unknown) else None
    return Symbolic(text=text.text, names=text.names, span=place)


def _items(datum: ListData | TupleData | SetData, hook: Hook | None) -> Items:
    if isinstance(datum, SetData):
        members = [datum_of(key) for key in datum.elements]
        return Items(items=tuple(to_value(item, hook) for item in members), shape="set")
    shape = "list" if isinstance(datum, ListData) else "tuple"
    return Items(items=tuple(to_value(item, hook) for item in datum.items), shape=shape)


def _has_text_keys(datum: DictData) -> bool:
    return not datum.partial and all(isinstance(key, str) for key in datum.entries)


def _read(name: str, read: Datum, whole: Datum, hook: Hook | None) -> Value:
    if isinstance(read, LoopVariable) or read is whole:
        return VariableOf(name=name)
    if isinstance(read, Unknown) and read.text == name:
        return (hook(read) if hook else None) or VariableOf(name=name)
    return to_value(read, hook)
