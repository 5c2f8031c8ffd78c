"""Diagnostics of the IR itself: a pipeline that cannot be what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class Cycle(Diagnostic):
    """The dependencies of the pipeline form a circle, so that no task of it could ever start.

    No orchestrator runs such a pipeline. Remove one of the dependencies that the message names.
    """

    code: ClassVar[str] = "IR401"
    text: ClassVar[str] = "`{pipeline}` has a circle of dependencies: {path}"
    path: str


@dataclass(frozen=True, kw_only=True)
class UnknownTask(Diagnostic):
    """A dependency, a branch label or a reference names a task that the pipeline does not have.

    The source would fail when it runs, or the task is made in a way that could not be read. Correct the name, or make the
    task readable.
    """

    code: ClassVar[str] = "IR402"
    text: ClassVar[str] = "`{task}` refers to `{missing}`, which is no task of `{pipeline}`"
    missing: str


@dataclass(frozen=True, kw_only=True)
class DuplicateTask(Diagnostic):
    """Two tasks of the pipeline have the same id.

    Every orchestrator refuses this. Give one of them another id.
    """

    code: ClassVar[str] = "IR403"
    text: ClassVar[str] = "`{pipeline}` has two tasks with the id `{task}`"


@dataclass(frozen=True, kw_only=True)
class EmptyPipeline(Diagnostic):
    """The pipeline has no tasks. It is read, but never written: an empty pipeline that runs green would hide that
    nothing was converted.

    If tasks are made by code that could not be read, other diagnostics say so.
    """

    code: ClassVar[str] = "IR404"
    text: ClassVar[str] = "`{pipeline}` has no tasks, so nothing is written for it"


@dataclass(frozen=True, kw_only=True)
class NeverDue(Diagnostic):
    """The schedule is a time span of no length, or one that goes back: it never comes due.

    The pipeline is shown, and never written. Every orchestrator refuses this. Give it the time between two runs, or no schedule.
    """

    code: ClassVar[str] = "IR405"
    text: ClassVar[str] = "the schedule of `{pipeline}` would start a run every {seconds:g} seconds"
    seconds: float


@dataclass(frozen=True, kw_only=True)
class NotifiesAlways(Diagnostic):
    """A task with a trigger rule has nothing upstream, so that the rule never decides: the task runs in every run.

    A failure notification that is not placed below the tasks that it watches is the usual case. It is converted as it
    behaves: it runs every time. Place it below the tasks in the source if that is not what you want.
    """

    code: ClassVar[str] = "IR001"
    text: ClassVar[str] = (
        "`{task}` has the trigger rule {rule} but nothing upstream: it runs in every run"
    )
    rule: str
