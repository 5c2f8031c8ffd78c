"""Data of the building code as values and scalars of the IR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from polydag.frontends.airflow.handles import AssetHandle, LookupHandle, OutputHandle, TaskHandle
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.templating import rendered
from polydag.frontends.airflow.transformed import TransformedHandle
from polydag.ir.model import Symbolic
from polydag.ir.values import Code, Constant, OutputOf, Text, Value, walk
from polydag.syntax.calls import Argument, Site
from polydag.syntax.convert import is_unsaid, to_code, to_scalar, to_symbolic, to_value
from polydag.syntax.data import Datum, FormatData, Known, ListData, SetData, TupleData, datum_of

T = TypeVar("T")


def value_of(
    reading: Reading, datum: Datum, task: str, site: Site, templated: bool = True
) -> Value:
    """A datum as a value; strings that Airflow renders become texts."""
    return flat(to_value(datum, _hook(reading, task, site, templated)))


def argument_value(
    reading: Reading, argument: Argument, task: str, site: Site, templated: bool = True
) -> Value:
    """An argument as a value; one that no value can say stays the expression that it is."""
    value = value_of(reading, argument.datum, task, site, templated)
    unsaid = any(isinstance(part, Code) and is_unsaid(part) for part in walk(value))
    if not unsaid or argument.node is None:
        return value
    return to_code(site.template(argument.node))


def _hook(
    reading: Reading, task: str, site: Site, templated: bool
) -> Callable[[Datum], Value | None]:
    def hook(datum: Datum) -> Value | None:
        if isinstance(datum, OutputHandle | TransformedHandle):
            return datum.value
        if isinstance(datum, TaskHandle):
            return OutputOf(task=datum.draft.id)
        if isinstance(datum, LookupHandle):
            return datum.value
        if isinstance(datum, AssetHandle):
            return Constant(value=datum.uri or datum.name)
        if isinstance(datum, FormatData) and not templated:
            return to_code(datum, hook)
        if isinstance(datum, Known) and isinstance(datum.value, str):
            return rendered(reading, datum.value, task, site) if templated else None
        return None

    return hook


def flat(value: Value) -> Value:
    """A text whose parts are texts, as one text."""
    if not isinstance(value, Text):
        return value
    parts: list[Value] = []
    for part in value.parts:
        inner = flat(part)
        parts.extend(inner.parts if isinstance(inner, Text) else (inner,))
    return value.model_copy(update={"parts": tuple(parts)})


def scalar(datum: Datum | None, kind: type[T]) -> T | Symbolic | None:
    """A known value of the type, or its expression; None where it is not given or of another type."""
    if datum is None:
        return None
    if isinstance(datum, LookupHandle):
        return _looked_up(datum)
    return to_scalar(datum, kind)


def seconds(datum: Datum | None) -> float | Symbolic | None:
    """A time span, or a number of seconds."""
    if isinstance(datum, Known) and isinstance(datum.value, timedelta):
        return datum.value.total_seconds()
    found = scalar(datum, float)
    return None if isinstance(datum, Known) and datum.value is None else found


def texts(datum: Datum | None) -> tuple[str | Symbolic, ...]:
    """A string or a collection of strings."""
    return tuple(item for item in _texts(datum) if item is not None)


def all_texts(datum: Datum | None) -> tuple[str | Symbolic, ...] | None:
    """A string or a collection of strings; None where one of them is something else."""
    found = tuple(item for item in _texts(datum) if item is not None)
    return found if len(found) == len(_texts(datum)) else None


def _texts(datum: Datum | None) -> list[str | Symbolic | None]:
    if datum is None or (isinstance(datum, Known) and datum.value is None):
        return []
    if isinstance(datum, ListData | TupleData):
        items = list(datum.items)
    elif isinstance(datum, SetData):
        items = [datum_of(key) for key in datum.elements]
    else:
        items = [datum]
    return [scalar(item, str) for item in items]


def _looked_up(datum: LookupHandle) -> Symbolic | None:
    return None if datum.text is None else to_symbolic(datum.text)
