"""Callbacks of the author's that stand for a task of the job, at the address `hook:<function>`."""

from __future__ import annotations

from polydag.runs.child.job import Job
from polydag.runs.child.journal import Journal


class Hooks:
    """Records a hook once, as a success with one attempt, however often it is called.

    What is never called was skipped. Hooks that no task of the job stands for are not recorded.
    """

    def __init__(self, job: Job, journal: Journal) -> None:
        self._journal = journal
        self._known = {t.address for t in job.tasks if t.address.startswith("hook:")}

    def called(self, name: str) -> None:
        """The author's function of this name is called now."""
        if (address := f"hook:{name}") in self._known:
            self._journal.called(address)

    def end(self) -> None:
        """The run has ended: the rest was not called."""
        for address in sorted(self._known):
            self._journal.uncalled(address)
