"""A pipeline that runs several times for the same date: what one run leaves behind is there for the next."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal

Run = Callable[[Job, Journal], None]


def run_all(run: Run, job: Job, journal: Journal) -> None:
    """Run as often as the scenario asks, and write down the last run, which is the one of this process."""
    with tempfile.TemporaryDirectory() as folder:
        first = replace(job, kept=Path(folder))
        for number in range(1, job.scenario.runs):
            _in_a_process_of_its_own(run, replace(first, again=number > 1))
        run(replace(first, again=job.scenario.runs > 1), journal)


def _in_a_process_of_its_own(run: Run, job: Job) -> None:
    """Run without a record; engines and modules are as fresh for the next run as they were for this one."""
    child = os.fork()
    if child == 0:
        try:
            run(job, Journal())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
