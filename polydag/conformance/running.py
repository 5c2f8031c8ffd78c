"""Runs prepared cases: engines beside each other, as many runs at a time as there are cores or engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from polydag.conformance.planning import Made, Run
from polydag.conformance.queues import Queues
from polydag.runs.runners import Runners
from polydag.translate.batches import cores

Key = tuple[str, str, str]
Done = Callable[[str], None]
Records = Mapping[Key, Made]


def silent(what: str) -> None:
    """Tells nobody of a run."""


def run_all(runs: Iterable[Run], done: Done = silent) -> Records:
    """The records of all runs; a runner's failure is in its record. `done` is told of each run."""
    workers = cores()
    queues = Queues(runs, workers)
    threads = max(workers, len(queues), 1)
    with Runners(workers) as runners, ThreadPoolExecutor(max_workers=threads) as pool:
        parts = [pool.submit(_drain, queues, runners, done) for _ in range(threads)]
        return {key: record for part in parts for key, record in part.result().items()}


def _drain(queues: Queues, runners: Runners, done: Done) -> dict[Key, Made]:
    """Make runs until none is left that this thread may make."""
    records: dict[Key, Made] = {}
    while run := queues.take():
        try:
            records[run.key] = run.make(runners)
        finally:
            queues.done(run)
        done(f"{run.case} on {run.column.name}")
    return records
