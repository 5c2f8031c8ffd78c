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
