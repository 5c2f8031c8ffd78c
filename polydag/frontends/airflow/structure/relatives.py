"""What stands directly below the tasks of a DAG while it is being read, by dependencies and by data."""

from __future__ import annotations

from typing import TypeAlias

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.ir.expand import expanded
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Task

Below: TypeAlias = dict[str, dict[str, None]]
"""Per task the ids directly below it, in order."""


def below_of(draft: PipelineDraft) -> Below:
    """For each task that has any the ids directly below it."""
    tasks = tuple(
        Task(id=t.id, operation=t.operation, group=t.group, mapping=t.mapping) for t in draft.tasks
    )
    flat = expanded(Pipeline(id=draft.id, nodes=tasks, edges=tuple(draft.edges)))
    found: Below = {}
    for edge in flat.edges:
        found.setdefault(edge.upstream, {})[edge.downstream] = None
    for task in tasks:
        for output in outputs_read(task):
            found.setdefault(output.task, {})[task.id] = None
    return found
