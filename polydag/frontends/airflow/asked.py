"""What building code asks of DAGs and tasks that it has made: their tasks, what is above and below, the first and the last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from polydag.frontends.airflow.drafts import PipelineDraft, TaskDraft
from polydag.frontends.airflow.edges import MethodHandle
from polydag.ir.reads import arguments_of
from polydag.ir.values import OutputOf, walk
from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum, DictData, Known, ListData, SetData, key_of

if TYPE_CHECKING:
    from polydag.frontends.airflow.reading import Reading

_NEIGHBOURS = {"upstream": 0, "downstream": 1}


def asked_of_dag(reading: Reading, pipeline: PipelineDraft, name: str) -> Datum | None:
    """An attribute of a DAG that tells of its tasks; None for any other, and where the answer is not known."""
    if name == "get_task":
        return MethodHandle(lambda call: _task(reading, pipeline, call))
    if name == "has_task":
        return MethodHandle(lambda call: _has(pipeline, call))
    if name == "task_ids":
        return ListData([Known(task.id) for task in pipeline.tasks])
    if name == "task_dict":
        return DictData(
            {key_of(Known(t.id)): reading.task_handle(t, pipeline) for t in pipeline.tasks}
        )
    if name == "tasks":
        return _handles(reading, pipeline, pipeline.tasks)
    if name in ("roots", "leaves"):
        pairs = _pairs(pipeline)
        side = 1 if name == "roots" else 0
        taken = None if pairs is None else {pair[side] for pair in pairs}
        if taken is not None:
            free = [task for task in pipeline.tasks if task.id not in taken]
            return _handles(reading, pipeline, free)
    return None


def asked_of_task(
    reading: Reading, pipeline: PipelineDraft, task: TaskDraft, name: str
) -> Datum | None:
    """`upstream_list`, `downstream_task_ids`, …; None for another attribute, and where the answer is not known."""
    direction, _, form = name.partition("_")
    if direction not in _NEIGHBOURS or form not in ("list", "task_ids"):
        return None
    pairs = _pairs(pipeline)
    if pairs is None:
        return None
    side = _NEIGHBOURS[direction]
    ids = dict.fromkeys(pair[side] for pair in pairs if pair[1 - side] == task.id)
    if form == "task_ids":
        return SetData([key_of(Known(id)) for id in ids])
    return _handles(reading, pipeline, [t for t in pipeline.tasks if t.id in ids])


def _pairs(pipeline: PipelineDraft) -> set[tuple[str, str]] | None:
    """The dependencies so far, those of data included; None where groups, mappings or blocks make more of them at the end."""
    if pipeline.groups or pipeline.surroundings or any(task.mapping for task in pipeline.tasks):
        return None
    stated = {(edge.upstream, edge.downstream) for edge in pipeline.edges}
    given = {
        (value.task, task.id)
        for task in pipeline.tasks
        for argument in arguments_of(task.operation).values()
        for value in walk(argument)
        if isinstance(value, OutputOf)
    }
    return stated | given


def _handles(reading: Reading, pipeline: PipelineDraft, tasks: Iterable[TaskDraft]) -> ListData:
    return ListData([reading.task_handle(task, pipeline) for task in tasks])


def _named(pipeline: PipelineDraft, site: CallSite) -> TaskDraft | None:
    wanted = site.arguments.peek("task_id", 0)
    id = wanted.value if isinstance(wanted, Known) else None
    return next((task for task in pipeline.tasks if task.id == id), None)


def _task(reading: Reading, pipeline: PipelineDraft, site: CallSite) -> Datum:
    task = _named(pipeline, site)
    return site.unknown() if task is None else reading.task_handle(task, pipeline)


def _has(pipeline: PipelineDraft, site: CallSite) -> Datum:
    if not isinstance(site.arguments.peek("task_id", 0), Known):
        return site.unknown()
    return Known(_named(pipeline, site) is not None)
