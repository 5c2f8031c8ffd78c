"""Turns what was read of a DAG into a pipeline."""

from __future__ import annotations

from polydag.frontends.airflow.dag import dag_fields, tell_defaults
from polydag.frontends.airflow.drafts import PipelineDraft, TaskDraft
from polydag.frontends.airflow.families import Built, with_families
from polydag.frontends.airflow.policies import policies_of
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.rules.python import returned_texts
from polydag.ir.expand import expanded
from polydag.ir.operations import Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Group, Task


def read_policies(reading: Reading, draft: PipelineDraft) -> None:
    """Read the arguments that say nothing of what tasks do; the functions that they name become the module's."""
    draft.fields = dag_fields(reading, draft)
    for task in draft.tasks:
        task.fields = policies_of(reading, task)
    tell_defaults(reading, draft)


def finished_pipeline(draft: PipelineDraft) -> Pipeline:
    """The pipeline of a DAG."""
    below = _below(draft)
    built = [Built(_task(task, below), task) for task in draft.tasks]
    return Pipeline.model_validate(
        {
            "id": draft.id,
            "nodes": with_families(built),
            "edges": tuple(draft.edges),
            "groups": _groups(draft),
            "function": draft.function.name if draft.function else None,
            "symbol": draft.symbol,
            "address": draft.id,
            "returns": draft.returns,
            "comment": draft.site.comment,
            "span": draft.site.place,
            **draft.fields,
        }
    )


def _task(draft: TaskDraft, below: dict[str, dict[str, None]]) -> Task:
    operation = draft.operation
    if isinstance(operation, Choose):
        operation = operation.model_copy(update={"labels": _labels(draft, below)})
    return Task.model_validate(
        {
            "id": draft.id,
            "operation": operation,
            "group": draft.group,
            "mapping": draft.mapping,
            "role": draft.role,
            "fatal": draft.fatal,
            "comment": draft.site.comment,
            "symbol": draft.symbol or draft.site.target,
            "source": draft.source,
            "origin": draft.origin,
            "span": draft.site.place,
            **draft.fields,
            **({"rule": "all_done_setup_success"} if draft.role == "teardown" else {}),
        }
    )


def _below(draft: PipelineDraft) -> dict[str, dict[str, None]]:
    """For each task the ids directly below it."""
    tasks = tuple(Task(id=t.id, operation=t.operation, group=t.group) for t in draft.tasks)
    flat = expanded(Pipeline(id=draft.id, nodes=tasks, edges=tuple(draft.edges)))
    found: dict[str, dict[str, None]] = {}
    for edge in flat.edges:
        found.setdefault(edge.upstream, {})[edge.downstream] = None
    for task in draft.tasks:
        seen = Task(id=task.id, operation=task.operation, mapping=task.mapping)
        for output in outputs_read(seen):
            found.setdefault(output.task, {})[task.id] = None
    return found


def _labels(draft: TaskDraft, below: dict[str, dict[str, None]]) -> dict[str, tuple[str, ...]]:
    """What a branch may return: the ids directly below it.

    A task that the branch never returns and that stands below everything that it does return is a join: the branch does not
    skip it.
    """
    direct = list(below.get(draft.id, {}))
    returned = [id for id in returned_texts(draft.callable) if id in direct]
    joins: set[str] = set(direct) - set(returned) if returned else set()
    for id in returned:
        joins &= _descendants(id, below)
    return {id: (id,) for id in direct if id not in joins}


def _descendants(id: str, below: dict[str, dict[str, None]]) -> set[str]:
    found: set[str] = set()
    open_ids = list(below.get(id, {}))
    while open_ids:
        next_id = open_ids.pop()
        if next_id not in found:
            found.add(next_id)
            open_ids.extend(below.get(next_id, {}))
    return found


def _groups(draft: PipelineDraft) -> tuple[Group, ...]:
    return tuple(
        Group(path=group.path, doc=group.doc, span=group.site.place) for group in draft.groups
    )
