"""Diagnostics of the legalisation steps: what was put in or changed so that Airflow behaves as the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class GlueTask(Diagnostic):
    """The source computes something between two tasks while it builds or runs the pipeline. In Airflow the outputs of tasks
    are only known when the tasks run, so the computation became a small task of its own.

    Nothing is lost: the task that reads the value gets the same one. Move the computation into one of its neighbours if you
    would rather not see it in the graph.
    """

    code: ClassVar[str] = "AFW202"
    text: ClassVar[str] = (
        "`{expression}`, which `{task}` is given, is computed by a task of its own, `{glue}`"
    )
    expression: str
    glue: str


@dataclass(frozen=True, kw_only=True)
class WatcherAdded(Diagnostic):
    """In the source a run fails when this task fails. In Airflow only the last tasks decide, and the task's failure does
    not reach one of them. A task that fails as soon as one of its upstreams failed was added.

    The run ends as it did in the source. Remove the added task if the last tasks alone shall decide.
    """

    code: ClassVar[str] = "AFW203"
    text: ClassVar[str] = (
        "`{watcher}` was added to `{pipeline}`: it fails the run when one of {watched} failed"
    )
    watcher: str
    watched: str


@dataclass(frozen=True, kw_only=True)
class FailureAbsorbed(Diagnostic):
    """In the source a failure of this task does not fail the run. In Airflow a failed last task does, so a task that always
    succeeds was placed below it.

    The run ends as it did in the source. Remove the added task if the failure shall count.
    """

    code: ClassVar[str] = "AFW204"
    text: ClassVar[str] = (
        "`{absorber}` was added below {absorbed}: their failure does not fail the run"
    )
    absorber: str
    absorbed: str


@dataclass(frozen=True, kw_only=True)
class RoutedChoice(Diagnostic):
    """The author's function chooses by labels that are not ids of tasks, as a branch of Airflow needs them. A task that
    turns the label into the ids was placed behind it; an unknown label fails.

    Return the ids from the author's function if you would rather have one task.
    """

    code: ClassVar[str] = "AFW208"
    text: ClassVar[str] = "the labels of `{task}` become ids of tasks in `{router}`"
    router: str


@dataclass(frozen=True, kw_only=True)
class HandlerGuarded(Diagnostic):
    """A `try` around tasks became trigger rules. The tried tasks keep their error, a task that was added hands it to the
    handler, and fails where something before the tried tasks failed, so that the handler does not run then.

    The states are those of the source. The handler gets the text of the exception, not the exception itself: use the text.
    """

    code: ClassVar[str] = "AFW211"
    text: ClassVar[str] = "the handler of {tried} runs behind `{guard}`, which hands it the error"
    tried: str
    guard: str


@dataclass(frozen=True, kw_only=True)
class HandlerAsRule(Diagnostic):
    """A `try` around tasks became trigger rules: the tasks of its handler run when one of the tried tasks failed.

    A tried task that could not start because of an earlier failure counts as failed for the rule, so the handler also runs then.
    Where the handler is given the exception, it gets a text that says which task failed.
    """

    code: ClassVar[str] = "AFW301"
    text: ClassVar[str] = (
        "the handler of {tried} became the rule one_failed: it also runs when a task before them failed"
    )
    tried: str


@dataclass(frozen=True, kw_only=True)
class LoopLost(Diagnostic):
    """A loop over what is only known when the file is loaded, whose iterations a DAG cannot say as a loop.

    Iterations of one shape that stand beside each other are carried, and a chain of tasks or of groups. The tasks of this
    loop stand there once and raise: write the loop by hand.
    """

    code: ClassVar[str] = "AFW317"
    text: ClassVar[str] = (
        "the loop `{family}` is lost: what it runs over is only known when the file is loaded, and its tasks raise"
    )
    family: str
