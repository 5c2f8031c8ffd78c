"""Airflow 3 under its own scheduler: what `dag.test()` cannot show, and the same where it can."""

from __future__ import annotations

import pytest

from polydag.runs.record import RunRecord, TaskRecord
from tests.runs.engines.conftest import Run, by_id

pytestmark = pytest.mark.engines

AIRFLOW = "airflow-3.3"


def scheduled(run: Run, pipeline: str, *tasks: str, **fields: object) -> RunRecord:
    asked = [{"id": id, "address": id} for id in tasks]
    given = {"mode": "scheduler", "bodies": "real", "time_limit": 120, "tasks": asked, **fields}
    return run(AIRFLOW, pipeline, "scheduled", **given)


def told(task: TaskRecord) -> dict[str, object]:
    """All but messages, which may name a process, and the order of tasks that do not depend on each other."""
    return task.model_dump(exclude={"after": True, "attempts": {"__all__": {"message"}}})


@pytest.mark.parametrize(
    ("pipeline", "tasks", "fields"),
    [
        pytest.param("linear", ["extract", "transform", "load"], {}, id="all succeed"),
        pytest.param(
            "linear",
            ["extract", "transform", "load"],
            {"scenario": {"fail": {"transform": 1, "load": -1}}},
            id="a retry recovers, another one does not",
        ),
        pytest.param("branching", ["choose", "left", "right", "join"], {}, id="a branch"),
        pytest.param("mapped", ["numbers", "double", "total"], {}, id="a mapping"),
        pytest.param("skipping", ["skip", "below"], {"bodies": "real"}, id="a skip"),
        pytest.param("timing_out", ["slow", "after"], {"bodies": "real"}, id="a time-out"),
        pytest.param(
            "calling_back",
            ["alarmed", "hook:ring"],
            {"scenario": {"fail": {"alarmed": -1}}},
            id="callbacks of a task and of the run",
        ),
    ],
)
def test_the_scheduler_records_what_dag_test_records(
    pipeline: str, tasks: list[str], fields: dict[str, object], run: Run
) -> None:
    known: dict[str, dict[str, object]] = {
        "choose": {"choice": ["left", "right"]},
        "double": {"mapped": True},
    }
    asked = [{"id": id, "address": id, **known.get(id, {})} for id in tasks]
    tested = run(AIRFLOW, pipeline, tasks=asked, **fields)
    record = run(AIRFLOW, pipeline, tasks=asked, mode="scheduler", **fields)
    assert record.runner.error is None
    assert (record.runner.scheduler, tested.runner.scheduler) == (True, False)
    assert [told(task) for task in record.tasks] == [told(task) for task in tested.tasks]
    assert record.run == tested.run


def test_a_run_that_takes_too_long_fails_and_its_tasks_are_ended(run: Run) -> None:
    record = scheduled(run, "overdue", "slow", "after")
    tasks = by_id(record)
    assert record.run is not None
    assert record.run.state == "failed"
    assert {task.raw_state for task in record.tasks} == {"skipped"}
    assert [attempt.error for attempt in tasks["slow"].attempts] == ["Terminated"]
    assert tasks["after"].attempts == ()
    assert record.runner.seconds < 50


def test_a_pool_lets_one_task_run_at_a_time(run: Run) -> None:
    record = scheduled(run, "pooled", "one", "two", "three")
    assert sorted(len(task.after) for task in by_id(record).values()) == [0, 1, 2]


def test_tasks_run_beside_each_other_and_end_in_the_order_of_their_lengths(run: Run) -> None:
    tasks = by_id(scheduled(run, "beside", "fast", "slow", "below"))
    assert tasks["slow"].after == ()
    assert tasks["below"].after == ("fast",)


def test_a_task_whose_process_dies_has_crashed_and_the_run_goes_on(run: Run) -> None:
    record = scheduled(run, "dying", "exits", "exits_well", "killed", "dies_once", "after")
    tasks = by_id(record)
    for dead in ("exits", "exits_well", "killed"):
        assert (tasks[dead].state, len(tasks[dead].attempts)) == ("failed", 1)
        assert tasks[dead].attempts[0].error == "Crashed"
    assert tasks["killed"].attempts[0].message == "the process of the task ended with SIGKILL"
    assert [attempt.error for attempt in tasks["dies_once"].attempts] == ["Crashed", None]
    assert tasks["dies_once"].outputs == {"result": "alive"}
    assert tasks["after"].after == ("dies_once", "exits", "exits_well", "killed")
    assert record.run is not None
    assert record.run.state == "success"


def test_sensors_that_give_their_place_up_go_on_in_the_same_attempt(run: Run) -> None:
    tasks = by_id(scheduled(run, "waiting", "later", "deferred", "done"))
    for sensor in ("later", "deferred"):
        assert [attempt.state for attempt in tasks[sensor].attempts] == ["success"]
    assert tasks["done"].state == "success"


def test_a_triggered_pipeline_of_the_file_runs_and_is_recorded(run: Run) -> None:
    record = scheduled(run, "parent", "start", "after", params={"city": "Quito"})
    assert by_id(record)["after"].after == ("start",)
    (child,) = record.others
    assert (child.pipeline, child.run and child.run.state) == ("child", "success")
    assert child.run is not None
    assert (child.run.params, child.run.logical_date) == ({"city": "Quito"}, None)
    states = {task.id: (task.state, task.outputs) for task in child.tasks}
    assert states["greet"] == ("success", {"result": "hello Quito"})
    assert (states["left"][0], states["right"][0]) == ("skipped", "success")


def test_a_stub_triggers_too_and_what_it_triggers_has_stubs(run: Run) -> None:
    record = scheduled(run, "parent", "start", "after", bodies="stub")
    assert "result" in by_id(record)["start"].outputs
    (child,) = record.others
    states = {task.id: (task.state, task.outputs) for task in child.tasks}
    assert "hello" not in str(states["greet"][1])
    assert (states["left"][0], states["right"][0]) == ("success", "skipped")


def test_a_pipeline_of_another_file_cannot_be_triggered_but_by_a_stub(run: Run) -> None:
    real = by_id(scheduled(run, "calling_elsewhere", "start"))["start"]
    assert (real.state, real.attempts[0].error) == ("failed", "AirflowRuntimeError")
    stub = by_id(scheduled(run, "calling_elsewhere", "start", bodies="stub"))["start"]
    assert stub.state == "success"


def test_the_scheduler_catches_up_between_two_dates(run: Run) -> None:
    window = {"logical_date": "2026-01-05T00:00:00+00:00", "until": "2026-01-07T00:00:00+00:00"}
    record = scheduled(run, "daily", "load", **window)
    assert by_id(record)["load"].outputs == {"result": "2026-01-05"}
    runs = [record.run, *(other.run for other in record.others)]
    dates = [ended.logical_date[:10] for ended in runs if ended and ended.logical_date]
    assert dates == ["2026-01-05", "2026-01-06", "2026-01-07"]
    loaded = [task.outputs["result"] for other in record.others for task in other.tasks]
    assert loaded == ["2026-01-06", "2026-01-07"]
    without = scheduled(run, "latest", "load", **window)
    assert without.runner.error == "the schedule of `latest` does not catch up"


RULES = (
    "all_success",
    "all_failed",
    "all_done",
    "all_skipped",
    "all_done_min_one_success",
    "always",
    "one_success",
    "one_failed",
    "one_done",
    "none_failed",
    "none_failed_min_one_success",
    "none_skipped",
)


@pytest.mark.parametrize(
    "scenario",
    [
        pytest.param({}, id="both succeed"),
        pytest.param({"fail": {"one": -1, "two": -1}}, id="both fail"),
        pytest.param({"skip": ["one", "two"]}, id="both are skipped"),
        pytest.param({"fail": {"one": -1}}, id="one fails"),
        pytest.param({"skip": ["one"]}, id="one is skipped"),
    ],
)
def test_every_trigger_rule_gives_the_same_states_on_both_roads(
    scenario: dict[str, object], run: Run
) -> None:
    fields = {"bodies": "stub", "scenario": scenario}
    record = by_id(scheduled(run, "ruled", "one", "two", *RULES, **fields))
    tested = by_id(scheduled(run, "ruled", "one", "two", *RULES, mode="test", **fields))
    states = {id: (task.state, task.raw_state) for id, task in record.items()}
    assert states == {id: (task.state, task.raw_state) for id, task in tested.items()}


def test_a_racy_rule_follows_whoever_ends_first(run: Run) -> None:
    states = {}
    for last in ("one", "two"):
        scenario = {"fail": {"one": -1}, "skip": ["two"], "delay": {last: 5.0}}
        record = scheduled(run, "ruled", "one", "two", *RULES, bodies="stub", scenario=scenario)
        states[last] = {id: task.state for id, task in by_id(record).items()}
    assert (states["one"]["all_success"], states["two"]["all_success"]) == (
        "skipped",
        "upstream_failed",
    )
    patient = ("all_done", "all_skipped", "all_done_min_one_success")
    assert [states["one"][id] for id in patient] == [states["two"][id] for id in patient]


def test_many_tasks_beside_each_other_do_not_fail_for_want_of_the_database(run: Run) -> None:
    tasks = [
        {"id": "numbers", "address": "numbers"},
        {"id": "write", "address": "write", "mapped": True},
    ]
    record = scheduled(run, "many", tasks=tasks)
    assert record.runner.error is None
    written = [task for task in record.tasks if task.id == "write"]
    assert [task.map_index for task in written] == list(range(12))
    assert [task.outputs["result"] for task in written] == ["x" * 5000] * 12
    assert {len(task.attempts) for task in written} == {1}


def test_a_run_beyond_its_time_limit_leaves_no_task_behind(run: Run) -> None:
    record = scheduled(run, "hanging", "hang", time_limit=20)
    assert record.runner.error == "killed at the time limit of 20 s"
    after = scheduled(run, "remaining", "remains")
    assert by_id(after)["remains"].outputs == {"result": "nothing"}


def test_no_run_is_scheduled_for_a_date_to_come(run: Run) -> None:
    record = scheduled(run, "beside", "fast", logical_date="2999-01-01T00:00:00+00:00")
    assert record.runner.error is not None
    assert "logical date is to come" in record.runner.error
