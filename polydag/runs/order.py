"""What must have ended before a task began, as its trigger rule wants it, and what of that had not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polydag.ir.graph import Graph
from polydag.ir.tasks import Task
from polydag.runs.record import TaskRecord

# These start a task before all its upstreams have ended: `always` at once, the others with the first state of these.
EARLY: Mapping[str, frozenset[str]] = {
    "always": frozenset(),
    "one_success": frozenset({"success"}),
    "one_failed": frozenset({"failed", "upstream_failed"}),
    "one_done": frozenset({"success", "failed"}),
}


def not_waited_for(
    task: Task, record: TaskRecord, records: Iterable[TaskRecord], graph: Graph
) -> list[str]:
    """Tasks above that ran and had not ended when this one began, against its rule.

    A rule that one state decides wants one that had ended in that state; of what is above a task that may have started early
    nothing is known.
    """
    if not record.attempts:
        return []
    known: dict[str, list[TaskRecord]] = {}
    for other in records:
        # Instances of a mapped group wait for their own alone.
        if other.map_index == record.map_index or not _is_beside(other, task, graph):
            known.setdefault(other.id, []).append(other)
    if task.rule in EARLY:
        return _unstarted(task, record, known, graph)
    above = _settled(task, graph)
    return [id for id in sorted(above) if _ran(known.get(id, ())) and not _seen(id, record, known)]


def _is_beside(other: TaskRecord, task: Task, graph: Graph) -> bool:
    return other.id in graph.tasks and graph.mapped.together(task, graph.tasks[other.id])


def _unstarted(
    task: Task, record: TaskRecord, known: Mapping[str, list[TaskRecord]], graph: Graph
) -> list[str]:
    """The tasks of which one had to end first, where none had; one that never ran leaves no trace of when."""
    deciding = [
        id
        for id in graph.upstream[task.id]
        if any(one.state in EARLY[task.rule] for one in known.get(id, ()))
    ]
    if not deciding or not all(_ran(known[id]) for id in deciding):
        return []
    return [] if any(_seen(id, record, known) for id in deciding) else [" or ".join(deciding)]


def _settled(task: Task, graph: Graph) -> set[str]:
    """All above that had ended when the task could begin."""
    found: set[str] = set()
    waiting = [task.id]
    while waiting:
        id = waiting.pop()
        if id != task.id and graph.tasks[id].rule in EARLY:
            continue
        fresh = {*graph.upstream[id], *graph.references[id]} - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _ran(records: Iterable[TaskRecord]) -> bool:
    return any(one.attempts for one in records)


def _seen(id: str, record: TaskRecord, known: Mapping[str, list[TaskRecord]]) -> bool:
    """Whether the task had ended, by its name or by the engine's own names for it."""
    names = {id, *(one.address for one in known[id] if one.attempts)}
    return bool(names & set(record.after))
