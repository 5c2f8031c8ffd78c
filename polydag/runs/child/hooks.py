"""Callbacks of the author's that stand for a task of the job, at the address `hook:<function>`."""

from __future__ import annotations

import threading

from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal


class Hooks:
    """Records a hook once, as a success with one attempt, however often it is called.

    What is never called was skipped. Hooks that no task of the job stands for are not recorded.
    """

    def __init__(self, job: Job, journal: Journal) -> None:
        self._journal = journal
        self._waiting = {t.address for t in job.tasks if t.address.startswith("hook:")}
        self._lock = threading.Lock()

    def called(self, name: str) -> None:
        """The author's function of this name is called now."""
        with self._lock:
            if (address := f"hook:{name}") in self._waiting:
                self._waiting.remove(address)
                self._journal.started(address)
                self._journal.ended(address, None, "success", "called")

    def end(self) -> None:
        """The run has ended: the rest was not called."""
        for address in sorted(self._waiting):
            self._journal.settled(address, None, "skipped", "not called")
