"""What stands above a task: the author's comment, and what was told about it."""

from __future__ import annotations

from collections.abc import Sequence

from polydag.backends.prefect.calls import is_call
from polydag.diagnostics import Diagnostic, Severity
from polydag.ir.tasks import Task


def notes(told: Sequence[Diagnostic], users: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What was told about tasks, as comments."""
    mine = {*users, *((None, id) for _, id in users)}
    return tuple(
        dict.fromkeys(
            f"# polydag {d.code}: {d.message}"
            for d in told
            if (d.pipeline, d.task) in mine and d.severity >= Severity.DROPPED
        )
    )


def stated(task: Task) -> str:
    """What stands above the operator; a comment above a call stays there."""
    return "" if is_call(task) else task.comment


def comment_rows(text: str) -> tuple[str, ...]:
    """A comment of the author, row by row."""
    return tuple(text.splitlines())
