"""Runs prepared cases: every engine in a thread of its own, its runs one after another in one warm worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from polydag.conformance.planning import Run
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners

Records = Mapping[tuple[str, str, str], RunRecord]


def run_all(runs: Iterable[Run]) -> Records:
    """The records of all runs; a runner's failure is in its record."""
    by_engine: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_engine[run.column.engine].append(run)
    with ThreadPoolExecutor(max_workers=max(len(by_engine), 1)) as pool:
        parts = list(pool.map(_one_engine, by_engine.values()))
    return {key: record for part in parts for key, record in part.items()}


def _one_engine(runs: list[Run]) -> Records:
    with Runners() as runners:
        return {run.key: run.column.stage.run(run.scenario, run.manner, runners) for run in runs}
