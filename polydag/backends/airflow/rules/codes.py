"""Diagnostics of the rules: operations that became something else, or were not written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class CheckAsTask(Diagnostic):
    """A check of an asset became a task. Airflow keeps no verdicts on assets: a blocking check that does not pass
    fails the task and stops what reads the asset; another one logs a warning.

    Read the verdict in the task's log, or send it where you look for verdicts.
    """

    code: ClassVar[str] = "AFW206"
    text: ClassVar[str] = (
        "the check `{task}` became a task: its verdict is in the log, not on the asset `{asset}`"
    )
    asset: str


@dataclass(frozen=True, kw_only=True)
class SkipsOrFails(Diagnostic):
    """A wait is to be skipped both when its time is out and when a look raises. Airflow has a word for each, `soft_fail` and
    `never_fail`, and refuses the two together.

    `soft_fail` is written: a look that raises fails the attempt. Catch what it raises in the function, and return False or
    raise `AirflowSkipException` there.
    """

    code: ClassVar[str] = "AFW320"
    text: ClassVar[str] = (
        "a look of `{task}` that raises fails it: Airflow cannot skip for both reasons"
    )


@dataclass(frozen=True, kw_only=True)
class DbtAsCommand(Diagnostic):
    """The models of a dbt project, which the source knows one by one, became one task that runs dbt's command line.

    The same models are built in the same order by dbt itself. dbt must be installed where the task runs.
    """

    code: ClassVar[str] = "AFW207"
    text: ClassVar[str] = (
        "`{task}` runs dbt as one command: its models are no tasks or assets of their own"
    )


@dataclass(frozen=True, kw_only=True)
class NotWritten(Diagnostic):
    """Airflow has nothing for this, or polydag cannot write it yet. The task fails when it runs, with this code in its
    message, so that nobody takes it for done.

    Write it by hand: the call of the source stands above the task.
    """

    code: ClassVar[str] = "AFW302"
    text: ClassVar[str] = "`{task}` was not converted and raises when it runs: {what}"
    what: str
