"""Every run is made once, engines run beside each other, and free hands go to the longest queue."""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

from polydag.conformance.planning import Run
from polydag.conformance.queues import RUNS_PER_WORKER, Queues
from polydag.conformance.suite import Suite
from polydag.runs.scenarios import Scenario
from polydag.runs.stages import Manner
from tests.conformance.suites import planned, suite_of


@functools.cache
def columns(folder: Path) -> dict[str, Run]:
    """A run in the reference and one on Dagster."""
    suite_of(folder / "suite")
    made = planned(Suite(folder / "suite"), folder / "out").runs
    return {run.column.engine: run for run in made}


def runs(folder: Path, **counts: int) -> list[Run]:
    known = {"reference": "reference", "dagster": "dagster-1.13"}
    return [
        Run(f"case {number}", Scenario(), columns(folder)[known[engine]].column, Manner())
        for engine, count in counts.items()
        for number in range(count)
    ]


def taken(queues: Queues, most: int) -> list[Run]:
    """What so many threads take before any of them is done."""
    found = [queues.take() for _ in range(most)]
    return [run for run in found if run is not None]


def engines(found: list[Run]) -> Counter[str]:
    return Counter(run.column.engine for run in found)


def test_a_second_worker_is_started_for_a_long_queue_only(tmp_path: Path) -> None:
    short = Queues(runs(tmp_path, dagster=RUNS_PER_WORKER), limit=4)
    assert len(taken(short, 4)) == 1
    long = Queues(runs(tmp_path, dagster=RUNS_PER_WORKER + 2), limit=4)
    assert len(taken(long, 4)) == 2


def test_there_are_no_more_workers_than_the_limit(tmp_path: Path) -> None:
    queues = Queues(runs(tmp_path, dagster=500), limit=3)
    assert len(taken(queues, 8)) == 3


def test_the_reference_is_run_one_at_a_time(tmp_path: Path) -> None:
    queues = Queues(runs(tmp_path, reference=500), limit=3)
    assert len(taken(queues, 8)) == 1


def test_every_engine_begins_however_long_the_others_are(tmp_path: Path) -> None:
    queues = Queues(runs(tmp_path, reference=1, dagster=500), limit=1)
    assert engines(taken(queues, 2)) == {"reference": 1, "dagster-1.13": 1}


def test_a_worker_that_was_started_is_used_until_the_end(tmp_path: Path) -> None:
    queues = Queues(runs(tmp_path, dagster=RUNS_PER_WORKER + 10), limit=2)
    busy = taken(queues, 2)
    for _ in range(RUNS_PER_WORKER):
        queues.done(busy.pop(0))
        busy += taken(queues, 1)
    assert len(busy) == 2


def test_every_run_is_made_once(tmp_path: Path) -> None:
    asked = runs(tmp_path, reference=7, dagster=90)
    queues = Queues(asked, limit=2)
    made: list[Run] = []
    while run := queues.take():
        made.append(run)
        queues.done(run)
    assert sorted(run.key for run in made) == sorted(run.key for run in asked)
