"""Time as code that waits counts it: the pauses are counted and not made, so that a wait of a week is over at once."""

from __future__ import annotations

import threading
import time
from types import ModuleType
from typing import cast

from polydag.runs.child.job import Job

# Between two looks of the author's own code, which may reach outside; those of a stub need none.
PAUSE = 0.02


class Clock:
    """Stands in for the module `time`; every thread has its own time, since each may wait for something else."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._own = threading.local()

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass in no time."""
        self._own.passed = self._passed + seconds
        time.sleep(min(seconds, self._pause))

    def monotonic(self) -> float:
        """Return a number of seconds that grows with time, and with every pause."""
        return time.monotonic() + self._passed

    @property
    def _passed(self) -> float:
        return cast("float", getattr(self._own, "passed", 0.0))

    def __getattr__(self, name: str) -> object:
        return getattr(time, name)


def is_hurried(job: Job) -> bool:
    """Tell whether the job has a wait, whose pauses are not to be made."""
    return not job.real_time and any(task.waits for task in job.tasks)


def hurry(module: ModuleType, job: Job) -> None:
    """Let a module that waits count its pauses, if the job has a wait."""
    if not is_hurried(job):
        return
    clock = Clock(0.0 if job.stubs else PAUSE)
    for name, value in list(vars(module).items()):
        if value is time:
            setattr(module, name, clock)
