"""What the source says of a run that a task starts, and no other engine can say."""

from __future__ import annotations

from polydag.ir.operations import Launch
from polydag.ir.tasks import Task

CALLED = "the run is called, so that nothing has to look whether it has ended"

# By engine, what decides which run there is, or how the task that starts it ends.
_EFFECTIVE = {
    "airflow": (
        "allowed_states",
        "fail_when_dag_is_paused",
        "failed_states",
        "reset_dag_run",
        "run_after",
        "skip_when_already_exists",
        "wait_for_completion",
    )
}


def source_only(task: Task) -> list[str]:
    """The options with an effect that the source sets for a launch and the neutral representation has no word for."""
    return [
        name
        for engine, names in _EFFECTIVE.items()
        for name in names
        if name in task.extras.get(engine, {})
    ]


def poll_of(operation: Launch) -> str | None:
    """How often the source looks at the run that it waits for, unless as often as by default."""
    default = Launch.model_fields["poll"].default
    return None if operation.poll == default else f"poll_interval={operation.poll:g}"
