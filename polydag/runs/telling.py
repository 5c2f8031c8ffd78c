"""Which differences a conversion told beforehand, and by which code."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import RESULT, Comparison

# A dropped attribute has no effect on the outcome, and a mistake of polydag's explains nothing.
TELLING = (Severity.EMULATED, Severity.LOST, Severity.UNREADABLE)
# But where a cache was dropped, a result is computed again.
TELLING_OF_RESULTS = (Severity.DROPPED, *TELLING)


def explained(comparison: Comparison, pipeline: Pipeline, told: Iterable[Diagnostic]) -> Comparison:
    """The comparison whose differences name the codes that told them.

    A task that nothing was told about may differ because something above it does: then those codes are its own. The run's
    state follows from its tasks, and from what was told about the pipeline as a whole.
    """
    told = tuple(told)
    codes = _by_task(pipeline, told, TELLING)
    known = _following(comparison, pipeline, codes)
    run = [*codes.get(None, ()), *(code for found in known.values() for code in found)]
    known[None] = tuple(dict.fromkeys(run))
    again = _by_task(pipeline, told, TELLING_OF_RESULTS)
    differences = tuple(
        one.model_copy(update={"told": (again if one.field == RESULT else known).get(one.task, ())})
        for one in comparison.differences
    )
    return comparison.model_copy(update={"differences": differences})


def _by_task(
    pipeline: Pipeline, told: Iterable[Diagnostic], telling: tuple[Severity, ...]
) -> dict[str | None, tuple[str, ...]]:
    found: dict[str | None, tuple[str, ...]] = {}
    for one in told:
        if one.severity in telling and one.pipeline in (None, pipeline.id):
            found[one.task] = tuple(dict.fromkeys((*found.get(one.task, ()), one.code)))
    return found


def _following(
    comparison: Comparison, pipeline: Pipeline, codes: dict[str | None, tuple[str, ...]]
) -> dict[str | None, tuple[str, ...]]:
    """The codes of each task that differs: its own, else those of the differing tasks directly above it."""
    graph = Graph(pipeline)
    differing = {one.task for one in comparison.differences}
    known: dict[str | None, tuple[str, ...]] = {}
    for id in graph.order:
        if id in differing:
            above = [code for up in graph.upstream[id] for code in known.get(up, ())]
            known[id] = codes.get(id) or tuple(dict.fromkeys(above))
    return known
