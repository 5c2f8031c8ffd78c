"""Runs prepared cases: every engine in threads of its own, its runs one after another in warm workers."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from polydag.conformance.planning import Run
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners

Done = Callable[[str], None]
Records = Mapping[tuple[str, str, str], RunRecord]
# Starting a further worker costs some seconds of CPU: it has to have that many runs to be worth it.
RUNS_PER_WORKER = 30


def silent(what: str) -> None:
    """Tells nobody of a run."""


def run_all(runs: Iterable[Run], done: Done = silent) -> Records:
    """The records of all runs; a runner's failure is in its record. `done` is told of each run."""
    by_engine: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_engine[run.column.engine].append(run)
    shares = workers({engine: len(mine) for engine, mine in by_engine.items()}, _cores())
    with ThreadPoolExecutor(max_workers=max(len(by_engine), 1)) as pool:
        parts = [
            pool.submit(_one_engine, mine, shares[engine], done)
            for engine, mine in by_engine.items()
        ]
        return {key: record for part in parts for key, record in part.result().items()}


def workers(queues: Mapping[str, int], cores: int) -> dict[str, int]:
    """How many workers each engine gets: one, and cores that are left go to the longest queues per worker."""
    shares = dict.fromkeys(queues, 1)
    for _ in range(cores - len(shares)):
        waiting = {e: n / shares[e] for e, n in queues.items() if n > shares[e] * RUNS_PER_WORKER}
        if not waiting:
            break
        shares[max(waiting, key=lambda engine: (waiting[engine], engine))] += 1
    return shares


def _one_engine(runs: list[Run], workers: int, done: Done) -> Records:
    def record(run: Run) -> RunRecord:
        made = run.column.stage.run(run.scenario, run.manner, runners)
        done(f"{run.case} on {run.column.name}")
        return made

    with Runners(workers) as runners, ThreadPoolExecutor(max_workers=workers) as pool:
        records = list(pool.map(record, runs))
    return {run.key: record for run, record in zip(runs, records, strict=True)}


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
