"""Tasks that pull in a template what another task gave, without being made to wait for its success."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.structure.codes import AnswerRead, PullAwaited
from polydag.ir.graph import Graph, graph_of
from polydag.ir.operations import Gate
from polydag.ir.pipeline import Pipeline


def tell_awaited(reading: Reading, draft: PipelineDraft, pipeline: Pipeline) -> None:
    """Say where an output that is given is more than Airflow waits for; a chain of successes up to it is no more."""
    if not draft.pulled:
        return
    graph = graph_of(pipeline)
    waits = {id: _waits(id, graph, draft) for id in graph.tasks}
    certain: dict[str, frozenset[str]] = {}
    for task, upstream in sorted(draft.pulled):
        if upstream not in waits or task not in waits or upstream in waits[task]:
            continue
        if upstream not in _certain(task, graph, waits, certain):
            span = next(one.site.span for one in draft.tasks if one.id == task)
            told = PullAwaited(task=task, upstream=upstream, pipeline=draft.id, span=span)
            reading.tell(told)


def tell_answers(reading: Reading, draft: PipelineDraft, pipeline: Pipeline) -> None:
    """Say where the answer to an approval is read: whether it was given is all that other engines hand on."""
    graph = graph_of(pipeline)
    approvals = {one.id for one in draft.tasks if one.source.endswith(".ApprovalOperator")}
    approvals = {id for id in approvals if isinstance(graph.tasks[id].operation, Gate)}
    for one in draft.tasks if approvals else ():
        for approval in sorted(approvals & {*graph.data.get(one.id, ())}):
            told = AnswerRead(approval=approval, task=one.id, pipeline=draft.id, span=one.site.span)
            reading.tell(told)


def _waits(id: str, graph: Graph, draft: PipelineDraft) -> frozenset[str]:
    """What Airflow itself makes a task wait for."""
    given = {upstream for upstream in graph.data[id] if (id, upstream) not in draft.pulled}
    return frozenset(given.union(graph.control[id]))


def _certain(
    id: str,
    graph: Graph,
    waits: Mapping[str, frozenset[str]],
    known: dict[str, frozenset[str]],
) -> frozenset[str]:
    """The tasks that have succeeded where this one starts."""
    if id not in known:
        known[id] = frozenset()  # of a circle, which is told elsewhere
        if graph.tasks[id].rule == "all_success":
            further = (_certain(upstream, graph, waits, known) for upstream in waits[id])
            known[id] = waits[id].union(*further)
    return known[id]
