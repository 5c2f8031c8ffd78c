"""What stands before the `try` that watches tasks, and what inside of it."""

from __future__ import annotations

from polydag.backends.prefect.frames import Frame
from polydag.backends.prefect.steps import Direct, Step, tasks_in


class NotStraightError(Exception):
    """The pipeline's meaning does not fit a program in which a failure stops what follows."""


def split(steps: tuple[Step, ...], frame: Frame) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """What a watcher does not watch (its setups, and what stands above them) goes before the `try`."""
    head: list[Step] = []
    for step in steps:
        if not isinstance(step, Direct) or step.task in frame.guarded:
            break
        head.append(step)
    rest = steps[len(head) :]
    if any(id not in frame.guarded for step in rest for id in tasks_in(step)):
        raise NotStraightError
    return tuple(head), rest
