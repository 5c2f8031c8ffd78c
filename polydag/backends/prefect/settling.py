"""What a flow that ends with a failure would cancel: submitted tasks that have not begun, as they wait for others."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass

from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.ordering import ends_of, order_of
from polydag.backends.prefect.steps import Direct, Join, Settled, Step, Submit, parts_of
from polydag.ir.graph import Graph


class UnsettledError(Exception):
    """What would be cancelled is submitted in the very block that may fail, so that nothing around it can wait."""


@dataclass(frozen=True)
class Settling:
    """`stopped` are the tasks that never run in a run in which a task fails."""

    graph: Graph
    needs: Needs
    stopped: Callable[[str], frozenset[str]]


def cancelled(id: str, open_ids: Set[str], graph: Graph, stopped: Set[str]) -> set[str]:
    """What a flow that raises for a task's failure cancels of the submitted tasks that would run all the same.

    Prefect's task runner lets finish what has begun when the flow ends, and cancels the rest (3.8, `ThreadPoolTaskRunner`).
    """
    running = open_ids - {id} - graph.ancestors(id)
    return {one for one in running if running & set(graph.upstream[one])} - stopped


def settled(
    steps: tuple[Step, ...],
    settling: Settling,
    submitted: Set[str] = frozenset(),
    joined: Set[str] = frozenset(),
    kept: Set[str] = frozenset(),
) -> tuple[Step, ...]:
    """The steps, in a `try … finally` that waits from where the flow might end too early.

    Raises:
        UnsettledError: that cannot be said.
    """
    for position, step in enumerate(steps):
        inner = parts_of(step)
        inside = submitted | {part.task for part in inner if isinstance(part, Submit)}
        lost = _lost(inner, inside, joined, settling) - kept
        if not lost <= submitted:
            raise UnsettledError
        if lost:
            rest = settled(steps[position:], settling, submitted, joined, kept | lost)
            waited = order_of(ends_of(lost, settling.graph.downstream), settling.graph.order)
            return (*steps[:position], Settled(rest, waited))
        submitted = inside
        joined = joined | _awaited(inner, inside, settling)
    return steps


def _lost(inner: list[Step], submitted: Set[str], joined: Set[str], settling: Settling) -> set[str]:
    """What is cancelled when any of the steps raises."""
    raising = {part.task for part in inner if isinstance(part, Direct) and not part.ignore}
    raising |= _awaited(inner, submitted, settling) - joined
    open_ids = submitted - joined
    lost = (cancelled(id, open_ids, settling.graph, settling.stopped(id)) for id in raising)
    return set().union(*lost)


def _awaited(inner: list[Step], submitted: Set[str], settling: Settling) -> set[str]:
    """The submitted tasks whose results the steps ask for."""
    found = {id for part in inner if isinstance(part, Join) for id in part.tasks}
    for part in inner:
        if isinstance(part, Submit | Direct):
            found |= set(settling.needs.values(part.task))
        if isinstance(part, Direct):
            upstream = settling.graph.data[part.task]
            found |= {*upstream, *settling.needs.gathered(part.task)}
    return found & submitted
