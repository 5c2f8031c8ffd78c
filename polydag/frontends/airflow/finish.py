"""Turns what was read of a DAG into a pipeline."""

from __future__ import annotations

from typing import TypeAlias

from polydag.frontends.airflow.assumed import tell_assumed
from polydag.frontends.airflow.codes import PipelinesUnknown
from polydag.frontends.airflow.dag import dag_fields, tell_defaults
from polydag.frontends.airflow.drafts import PipelineDraft, TaskDraft
from polydag.frontends.airflow.families import Built, with_families
from polydag.frontends.airflow.iterations import Iterations, gathered
from polydag.frontends.airflow.parameters import with_asked, with_own
from polydag.frontends.airflow.policies import policies_of
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.rules.python import returned_texts
from polydag.frontends.airflow.structure.empty_groups import pass_through
from polydag.frontends.airflow.structure.relatives import Below, below_of
from polydag.ir.operations import Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_of
from polydag.ir.tasks import Group, Task

# Per task the path of its group.
Paths: TypeAlias = dict[str, tuple[str, ...]]


def read_policies(reading: Reading, draft: PipelineDraft) -> None:
    """Read the arguments that say nothing of what tasks do; the functions that they name become the module's."""
    tell_assumed(reading, draft)
    draft.fields = dag_fields(reading, draft)
    draft.fields["parameters"] = with_own(reading, draft)
    for task in draft.tasks:
        # What the rest of its arguments say is rendered by what it and its DAG are given.
        reading.addressed = (draft, task.given)
        task.fields = policies_of(reading, task)
        _wait_for_extras(draft, task)
    tell_defaults(reading, draft)


def _wait_for_extras(draft: PipelineDraft, task: TaskDraft) -> None:
    """Airflow makes a task wait for every output among its arguments, also where no rule reads them."""
    extras = task.fields.get("extras")
    own = extras.get("airflow", {}) if isinstance(extras, dict) else {}
    for output in outputs_of(own.values()):
        draft.connect(output.task, task.id, None)


def finished_pipeline(reading: Reading, draft: PipelineDraft) -> Pipeline:
    """The pipeline of a DAG."""
    _tell_repeated(reading, draft)
    iterations = Iterations(reading, draft)
    draft.edges = list(iterations.edges())
    for task in draft.tasks:
        task.operation = task.operation if task.again else iterations.operation(task)
    draft.tasks = [task for task in draft.tasks if not task.again]
    pass_through(draft, reading.is_two)
    around = {frame.id for frame in draft.site.loops}
    below = below_of(draft)
    paths = {task.id: task.group for task in draft.tasks}
    built = [Built(_task(task, below, paths), task) for task in draft.tasks]
    return Pipeline.model_validate(
        {
            "id": draft.id,
            "nodes": gathered(with_families(built, iterations.chained, around)),
            "edges": tuple(draft.edges),
            "groups": _groups(draft),
            "function": draft.function.name if draft.function else None,
            "symbol": draft.symbol,
            "address": draft.id,
            "returns": draft.returns,
            "comment": draft.site.comment,
            "span": draft.site.place,
            **draft.fields,
            "parameters": with_asked(draft),
        }
    )


def _task(draft: TaskDraft, below: Below, paths: Paths) -> Task:
    operation = draft.operation
    if isinstance(operation, Choose):
        operation = operation.model_copy(update={"labels": _labels(draft, below, paths)})
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
            "native": draft.native,
            "span": draft.site.place,
            **draft.fields,
            **({"rule": "all_done_setup_success"} if draft.is_torn_down else {}),
        }
    )


def _labels(draft: TaskDraft, below: Below, paths: Paths) -> dict[str, tuple[str, ...]]:
    """What a branch may return: the ids directly below it, and those of groups that it returns.

    A task that the branch never returns and that stands below everything that it does return is a join: the branch does not
    skip it.
    """
    direct = list(below.get(draft.id, {}))
    texts = draft.returned or returned_texts(draft.callable)
    started = {text: _started(text, direct, paths) for text in texts}
    returned = {id for ids in started.values() for id in ids}
    joins: set[str] = set(direct) - returned if returned else set()
    for id in returned:
        joins &= _descendants(id, below)
    groups = {text: ids for text, ids in started.items() if ids and text not in direct}
    inside = {id for ids in groups.values() for id in ids} - started.keys()
    labels: dict[str, tuple[str, ...]] = {id: (id,) for id in direct if id not in joins | inside}
    return labels | {text: (text,) for text in groups}


def _started(text: str, direct: list[str], paths: Paths) -> tuple[str, ...]:
    """The tasks directly below a branch that a returned id starts: the task itself, or those of the group."""
    if text in direct:
        return (text,)
    path = tuple(text.split("."))
    return tuple(id for id in direct if paths[id][: len(path)] == path)


def _descendants(id: str, below: Below) -> set[str]:
    found: set[str] = set()
    open_ids = list(below.get(id, {}))
    while open_ids:
        next_id = open_ids.pop()
        if next_id not in found:
            found.add(next_id)
            open_ids.extend(below.get(next_id, {}))
    return found


def _tell_repeated(reading: Reading, draft: PipelineDraft) -> None:
    """A loop over something unknown around the whole DAG makes nobody knows how many."""
    for frame in draft.site.loops:
        if frame.count is None:
            over = " ".join(frame.source.text.split())
            reading.tell(PipelinesUnknown(pipeline=draft.id, over=over, span=draft.site.span))


def _groups(draft: PipelineDraft) -> tuple[Group, ...]:
    return tuple(
        Group(path=group.path, doc=group.doc, mapping=group.mapping, span=group.site.place)
        for group in draft.groups
    )
