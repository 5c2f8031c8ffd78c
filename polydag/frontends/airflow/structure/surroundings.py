"""`with` blocks of setups and teardowns: the end of one connects what was made in it, as Airflow does."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.frontends.airflow.drafts import PipelineDraft, Surrounding, TaskDraft
from polydag.frontends.airflow.structure.relatives import Below, below_of


def leave(pipeline: PipelineDraft) -> None:
    """Connect the innermost block: setups before its first tasks, teardowns behind its last ones, the block in the one around."""
    block = pipeline.surroundings.pop()
    below = below_of(pipeline)
    setups, teardowns = _ends(pipeline, block, below)
    work = [task.id for task in block.inside if task.role == "work"]
    has_upper = {lower for ids in below.values() for lower in ids}
    # A task with anything above it, inside or not, is left alone; where all have, the first one stands for the block.
    roots = [id for id in work if id not in has_upper] or work[:1]
    leaves = [id for id in work if not below.get(id)] or work[-1:]
    _connect(pipeline, setups, roots)
    _connect(pipeline, leaves, teardowns)
    if pipeline.surroundings:
        around = _ends(pipeline, pipeline.surroundings[-1], below)
        _connect(pipeline, around[0], setups)
        _connect(pipeline, teardowns, around[1])


def _ends(pipeline: PipelineDraft, block: Surrounding, below: Below) -> tuple[list[str], list[str]]:
    """The setups and teardowns of a block: one is its manager, the others are connected with that."""
    id = block.manager.id
    if block.manager.role == "teardown":
        above: Below = {}
        for upper, ids in below.items():
            for lower in ids:
                above.setdefault(lower, {})[upper] = None
        return _nearest(pipeline.tasks, id, above, "setup"), [id]
    return [id], _nearest(pipeline.tasks, id, below, "teardown")


def _nearest(tasks: list[TaskDraft], start: str, step: Below, role: str) -> list[str]:
    """The first tasks of a role that steps from a task lead to."""
    roles = {task.id: task.role for task in tasks}
    seen, ids = {start}, list(step.get(start, ()))
    while ids:
        found = [id for id in ids if roles.get(id) == role]
        if found:
            return found
        seen.update(ids)
        ids = [id for upper in ids for id in step.get(upper, ()) if id not in seen]
    return []


def _connect(pipeline: PipelineDraft, uppers: Iterable[str], lowers: Iterable[str]) -> None:
    lowers = tuple(lowers)
    for upper in uppers:
        for lower in lowers:
            pipeline.connect(upper, lower, None)
