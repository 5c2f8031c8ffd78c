"""What the source says of a run that a task starts, and other engines say in another way, or cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.ir.operations import ENDS, Launch, RunState
from polydag.ir.tasks import Task

CALLED = "the run is called, so that nothing has to look whether it has ended"

_DEFAULTS = {name: field.default for name, field in Launch.model_fields.items()}
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
    return None if operation.poll == _DEFAULTS["poll"] else f"poll_interval={operation.poll:g}"


def bad_ends(operation: Launch) -> tuple[RunState, ...]:
    """The states in which a run may end and that fail the task."""
    return tuple(state for state in ENDS if operation.fails_at(state))


def ends_lost(operation: Launch, *, looks: bool) -> Iterator[tuple[str, str]]:
    """What of the states that the source waits for is lost, and why; `looks`: a run is looked at before it has ended."""
    for state in operation.endless:
        yield "allowed_states", f"a run that ended as `{state}` fails the task, and is not awaited"
    for name, states in (("allowed", operation.accepts), ("failed", operation.refuses)):
        early = [state for state in states if state not in ENDS]
        if early and not looks:
            named = " and ".join(f"`{state}`" for state in early)
            yield f"{name}_states", f"{named} is not seen: the task goes on when the run has ended"


def known_lost(operation: Launch) -> Iterator[tuple[str, str]]:
    """What is lost where there may be a run of that date already: other engines start another one."""
    if operation.date is not None and operation.known != "anew":
        says = "is not refused" if operation.known == "fail" else "does not skip the task"
        yield "date", f"a run that is there already {says}: another one starts"


def without_effect(operation: Launch) -> Iterator[tuple[str, str]]:
    """What the source states and changes nothing there, with the reason."""
    if not operation.wait:
        for name in ("poll", "accepts", "refuses"):
            stated = getattr(operation, name)
            if stated != _DEFAULTS[name]:
                yield f"{name}={stated}", "nothing waits for the run"
    if operation.known == "skip" and operation.date is None and operation.run_id is None:
        yield "skip_when_already_exists=True", "every run is about another moment"
