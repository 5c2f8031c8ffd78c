"""Tasks that take the results of a mapping also run when there was nothing to map over, where the source does so."""

from __future__ import annotations

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import EmptyMapRule
from polydag.backends.airflow.work import Work
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import Items, OutputOf, walk


def keep_reducers(flow: Flow, work: Work) -> Flow:
    """Reducers of Dagster and Prefect run with an empty list; Airflow's default rule would skip them."""
    if work.is_own:
        return flow
    for task in flow.tasks:
        if task.rule == "all_success" and _reduces_open_mapping(task, flow):
            work.tell(EmptyMapRule(pipeline=flow.pipeline.id, task=task.id), task)
            flow = flow.with_task(task.model_copy(update={"rule": "none_failed"}))
    return flow


def _reduces_open_mapping(task: Task, flow: Flow) -> bool:
    values = arguments_of(task.operation).values()
    read = {inner.task for value in values for inner in walk(value) if isinstance(inner, OutputOf)}
    return any(id in flow.by_id and _may_be_empty(flow.by_id[id], flow) for id in read)


def _may_be_empty(task: Task, flow: Flow) -> bool:
    if task.mapping is None:
        return False
    for collection in task.mapping.over.values():
        if isinstance(collection, Items) and collection.items:
            continue
        source = flow.by_id.get(collection.task) if isinstance(collection, OutputOf) else None
        if source is not None and source.mapping is not None and not _may_be_empty(source, flow):
            continue
        return True
    return False
