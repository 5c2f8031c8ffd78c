"""What a scenario can ask of a body, apart from failing at its beginning, is the same on every engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from polydag.runs.record import TaskRecord
from tests.runs.engines.conftest import FOLDERS, Run, by_id, is_there

pytestmark = pytest.mark.engines

PATIENT: list[dict[str, object]] = [
    {"id": "slow", "address": "slow", "skips": True},
    {"id": "below", "address": "below", "upstream": ["slow"]},
]
each_engine = pytest.mark.parametrize("engine", FOLDERS)


def states(record: TaskRecord) -> list[str]:
    return [attempt.state for attempt in record.attempts]


@each_engine
def test_a_time_limit_of_ten_minutes_ends_a_body_that_hangs(engine: str, run: Run) -> None:
    record = run(
        engine, "patience", file="patience", tasks=PATIENT, scenario={"hang": {"slow": -1}}
    )
    tasks = by_id(record)
    assert states(tasks["slow"]) == ["failed", "failed"]
    assert "time" in str(tasks["slow"].attempts[0].error).lower()
    assert tasks["below"].state == "upstream_failed"


@pytest.mark.parametrize("flow", ["patience_in_threads", "patience_async"])
def test_a_limit_ends_a_body_in_a_thread_and_a_coroutine(flow: str, run: Run) -> None:
    record = run(
        "prefect-3.8", flow, file="patience", tasks=PATIENT, scenario={"hang": {"slow": 1}}
    )
    tasks = by_id(record)
    assert states(tasks["slow"]) == ["failed", "success"]
    assert tasks["below"].state == "success"


def test_without_a_limit_on_the_body_one_that_hangs_goes_on(run: Run) -> None:
    """On all engines at the same time: each sleeps it out. A limit around the making of a generator limits no body."""
    name = "slow_without_effect"
    generator = {"tasks": [{"id": name, "address": name}], "scenario": {"hang": {name: -1}}}
    body = {"tasks": PATIENT, "scenario": {"hang": {"below": 1}}}
    with ThreadPoolExecutor() as pool:
        bodies = {
            engine: pool.submit(run, engine, "patience", file="patience", **body)
            for engine in FOLDERS
            if is_there(engine)
        }
        made = pool.submit(
            run, "dagster-1.13", "patience_without_effect", file="patience", **generator
        )
    found = {engine: states(by_id(future.result())["below"]) for engine, future in bodies.items()}
    assert found == {engine: ["success"] for engine in bodies}
    assert states(by_id(made.result())[name]) == ["success"]


@each_engine
def test_an_attempt_that_fails_after_its_body_is_tried_again(engine: str, run: Run) -> None:
    record = run(
        engine, "patience", file="patience", tasks=PATIENT, scenario={"fail_late": {"slow": 1}}
    )
    slow = by_id(record)["slow"]
    assert states(slow) == ["failed", "success"]
    assert slow.attempts[0].message == "slow fails after its body"


@each_engine
def test_a_body_that_skips_is_no_failure_and_takes_one_attempt(engine: str, run: Run) -> None:
    record = run(engine, "patience", file="patience", tasks=PATIENT, scenario={"skip": ["slow"]})
    tasks = by_id(record)
    assert record.run is not None
    assert record.run.state == "success"
    assert tasks["slow"].state == "skipped"


@each_engine
def test_the_same_date_runs_again(engine: str, run: Run) -> None:
    record = run(engine, "patience", file="patience", tasks=PATIENT, scenario={"runs": 2})
    tasks = by_id(record)
    assert {id: states(task) for id, task in tasks.items()} == {
        "slow": ["success"],
        "below": ["success"],
    }


def test_a_result_that_is_kept_between_runs_is_not_made_again(run: Run) -> None:
    tasks = [{"id": "cached", "address": "cached"}, {"id": "fresh", "address": "fresh"}]
    found = by_id(run("prefect-3.8", "keeping", file="keeping", tasks=tasks, scenario={"runs": 2}))
    assert {id: (task.state, states(task)) for id, task in found.items()} == {
        "cached": ("success", []),
        "fresh": ("success", ["success"]),
    }
