"""Diagnostics of what operations become in Prefect, beside those of `polydag.backends.prefect.codes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class LatestByStart(Diagnostic):
    """A task that lets only the latest run go on became one that compares the scheduled start of the run with now.

    A run that the schedule started stops there once the next run of the schedule is due; a run by hand goes on, as in the
    source. Where the pipeline has no schedule in the code, every run goes on.
    """

    code: ClassVar[str] = "PFW230"
    text: ClassVar[str] = "`{task}` asks by itself whether a later run of the schedule is due"
