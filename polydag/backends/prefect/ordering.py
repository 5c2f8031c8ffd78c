"""Ids in the order of a graph, and those with nothing of the others below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def order_of(ids: Iterable[str], order: tuple[str, ...]) -> tuple[str, ...]:
    """The ids in the order of the graph."""
    wanted = set(ids)
    return tuple(id for id in order if id in wanted)


def ends_of(ids: set[str], downstream: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The ids below which none of them stands."""
    return {id for id in ids if not set(downstream[id]) & ids}
