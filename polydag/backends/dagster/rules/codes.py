"""Diagnostics of what operations become in Dagster, beside those of `polydag.backends.dagster.codes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class LatestByTick(Diagnostic):
    """A task that lets only the latest run go on became an op that compares the run's tick with now.

    A run that the schedule or a backfill started stops there once the next run of the schedule is due; a run by hand goes on,
    as in the source. Where the pipeline has no schedule in the code, every run goes on.
    """

    code: ClassVar[str] = "DGW230"
    text: ClassVar[str] = "`{task}` asks by itself whether a later run of the schedule is due"


@dataclass(frozen=True, kw_only=True)
class PollsInOp(Diagnostic):
    """A sensor of the source became an op that asks the author's function in a loop, since Dagster's own sensors start runs
    and stand in none.

    It asks as often, for as long, and a wait in vain ends as in the source; an interval that grows does so without the source's
    jitter. The op holds its process while it waits, also
    where the source freed its worker between two looks. What the whole pipeline waits for is better a `@sensor` of Dagster's
    that starts the job: write one where that is meant.
    """

    code: ClassVar[str] = "DGW216"
    text: ClassVar[str] = "`{task}` waits in a loop of its own{held}"
    held: str
