"""What iterating over a datum gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polydag.syntax.bounds import MAX_ITERATIONS
from polydag.syntax.data import (
    Datum,
    DictData,
    Handle,
    Known,
    ListData,
    SetData,
    TupleData,
    datum_of,
)
from polydag.syntax.flow import BoundError

if TYPE_CHECKING:
    from polydag.syntax.calls import Site


def elements_of(datum: Datum, site: Site) -> list[Datum] | None:
    """The elements in order; None when they are only known when the code runs.

    Raises:
        BoundError: there are more than a loop is followed for.
    """
    found = _elements(datum, site)
    if found is not None and len(found) > MAX_ITERATIONS:
        raise BoundError(f"{MAX_ITERATIONS} iterations", site.node, site.module)
    return found


def _elements(datum: Datum, site: Site) -> list[Datum] | None:
    if isinstance(datum, ListData):
        return None if datum.partial and not _handles_only(datum) else list(datum.items)
    if isinstance(datum, TupleData):
        return list(datum.items)
    if isinstance(datum, DictData):
        return None if datum.partial else [datum_of(key) for key in datum.entries]
    if isinstance(datum, SetData):
        return [datum_of(key) for key in datum.elements]
    if isinstance(datum, Handle):
        return datum.iterate(site)
    if isinstance(datum, Known):
        return _known_elements(datum.value)
    return None


def _handles_only(datum: ListData) -> bool:
    """A list that an unknown loop filled with handles stands for all of them: one handle is the family's member."""
    return bool(datum.items) and all(isinstance(item, Handle) for item in datum.items)


def _known_elements(value: object) -> list[Datum] | None:
    if isinstance(value, str | bytes):
        # One more than the bound is enough to see that it is passed.
        return [Known(item) for item in value[: MAX_ITERATIONS + 1]]
    if isinstance(value, range):
        return [Known(number) for number in value[: MAX_ITERATIONS + 1]]
    return None
