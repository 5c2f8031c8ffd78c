"""Workers are shared out by what there is to run, and what a run costs counts the processes that it started."""

from __future__ import annotations

import subprocess
import sys

from polydag.conformance.metering import Cost
from polydag.conformance.running import RUNS_PER_WORKER, workers


def test_every_engine_has_a_worker_however_few_cores_there_are() -> None:
    assert workers({"airflow-3.3": 900, "dagster-1.13": 1}, 1) == {
        "airflow-3.3": 1,
        "dagster-1.13": 1,
    }


def test_cores_that_are_left_go_to_the_longest_queues() -> None:
    queues = {"airflow-3.3": 400, "dagster-1.13": 150, "prefect-3.8": 20}
    assert workers(queues, 6) == {"airflow-3.3": 3, "dagster-1.13": 2, "prefect-3.8": 1}


def test_a_worker_is_not_started_for_a_handful_of_runs() -> None:
    assert workers({"airflow-3.3": RUNS_PER_WORKER}, 8) == {"airflow-3.3": 1}
    assert workers({"airflow-3.3": RUNS_PER_WORKER + 1}, 8) == {"airflow-3.3": 2}


def test_no_engine_needs_no_worker() -> None:
    assert workers({}, 8) == {}


def test_the_cost_counts_processes_that_processes_started() -> None:
    burn = "sum(range(3_000_000))"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    began = Cost.now()
    subprocess.run([sys.executable, "-c", burn], check=True)
    one = Cost.now()
    subprocess.run([sys.executable, "-c", nested], check=True)
    two = Cost.now()
    assert two.since(one).cpu > one.since(began).cpu > 0
