"""Runs that wait, by engine: whoever is free takes from the queue that would be done last."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from polydag.conformance.planning import Run
from polydag.runs.stages import REFERENCE

# Starting a further worker costs some seconds of CPU: that many runs have to wait to be worth it.
RUNS_PER_WORKER = 30


class Queues:
    """Every engine's runs in their order, for threads that take one after another.

    At most `limit` runs of an engine are made at the same time, and a further worker is only started for a long queue. The
    reference is no process of its own: one at a time.
    """

    def __init__(self, runs: Iterable[Run], limit: int) -> None:
        self._waiting: dict[str, deque[Run]] = defaultdict(deque)
        for run in runs:
            self._waiting[run.column.engine].append(run)
        self._limit = limit
        self._busy: Counter[str] = Counter()
        self._workers: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many engines have runs."""
        return len(self._waiting)

    def take(self) -> Run | None:
        """The next run; None where whoever is busy now will do what is left."""
        with self._lock:
            open_ = [engine for engine in self._waiting if self._is_open(engine)]
            if not open_:
                return None
            engine = max(open_, key=lambda e: (len(self._waiting[e]) / (self._busy[e] + 1), e))
            self._busy[engine] += 1
            self._workers[engine] = max(self._workers[engine], self._busy[engine])
            return self._waiting[engine].popleft()

    def done(self, run: Run) -> None:
        """The run was made."""
        with self._lock:
            self._busy[run.column.engine] -= 1

    def _is_open(self, engine: str) -> bool:
        """Whether a run of the engine may begin now."""
        waiting, busy = len(self._waiting[engine]), self._busy[engine]
        if not waiting or not busy:
            return waiting > 0
        limit = 1 if engine == REFERENCE else self._limit
        return busy < limit and (busy < self._workers[engine] or waiting > RUNS_PER_WORKER)
