"""One engine's silence and words, read from the pipeline's point of view: the one place where this is decided.

- Nothing at all was recorded about a task (a Prefect task that the flow never called, a Dagster step below a failed one):
  it is what the reference says among skipped, upstream_failed and not_run. Silence is never success nor failure.
- Dagster tests for a skip before it looks at failures: a step that it skipped while something above failed is
  upstream_failed where the reference says so.
- A hook stands for a notification: called at least once is success, else skipped; it has no attempts, inputs or outputs.
"""

from __future__ import annotations

from collections.abc import Mapping

from polydag.ir.graph import Graph
from polydag.runs.record import RunRecord, TaskRecord, TaskState

Key = tuple[str, int | None]
NOT_STARTED: tuple[TaskState, ...] = ("skipped", "upstream_failed", "not_run")
BAD = ("failed", "upstream_failed")


def normalised(record: RunRecord, reference: RunRecord, graph: Graph) -> dict[Key, TaskRecord]:
    """The task records by id and instance, each with the state that the pipeline's own words give it."""
    own = {(task.id, task.map_index): task for task in record.tasks}
    if record.engine == "reference":
        return own
    expected = {(task.id, task.map_index): task.state for task in reference.tasks}
    states = {key: _from_silence(task, expected.get(key)) for key, task in own.items()}
    if record.engine.startswith("dagster"):
        states = {key: _from_skip(key, states, expected, graph) for key in states}
    return {key: task.model_copy(update={"state": states[key]}) for key, task in own.items()}


def _from_silence(task: TaskRecord, expected: TaskState | None) -> TaskState:
    silent = not task.attempts and task.raw_state is None
    return expected if silent and expected in NOT_STARTED and expected is not None else task.state


def is_kept(task: TaskRecord, graph: Graph) -> bool:
    """Whether the task has succeeded without an attempt, since its result was kept from before."""
    cached = task.id in graph.tasks and graph.tasks[task.id].cache is not None
    return cached and not task.attempts and task.state == "success"


def _from_skip(
    key: Key, states: Mapping[Key, TaskState], expected: Mapping[Key, TaskState], graph: Graph
) -> TaskState:
    state = states[key]
    if state != "skipped" or expected.get(key) != "upstream_failed":
        return state
    above = graph.ancestors(key[0])
    failed = any(id in above and other in BAD for (id, _), other in states.items())
    return "upstream_failed" if failed else state
