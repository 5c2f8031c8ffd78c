"""What every engine's runner records alike: one small pipeline in the words of each engine."""

from __future__ import annotations

import pytest

from polydag.runs.child.stubs import derive
from polydag.runs.record import RunRecord, TaskRecord
from tests.runs.engines.conftest import FOLDERS, Run, by_id

pytestmark = [pytest.mark.engines, pytest.mark.parametrize("engine", FOLDERS)]

Tasks = list[dict[str, object]]
LINEAR: Tasks = [
    {"id": "extract", "address": "extract", "annotation": "list[int]", "counted": []},
    {"id": "transform", "address": "transform", "upstream": ["extract"]},
    {"id": "load", "address": "load", "upstream": ["transform"], "counted": []},
]
BRANCHING: Tasks = [
    {"id": "choose", "address": "choose", "choice": ["left", "right"]},
    {"id": "left", "address": "left"},
    {"id": "right", "address": "right"},
    {"id": "join", "address": "join"},
]
MAPPED: Tasks = [
    {"id": "numbers", "address": "numbers", "annotation": "list[int]"},
    {"id": "double", "address": "double", "mapped": True},
    {"id": "total", "address": "total"},
]


def test_all_succeed(engine: str, run: Run) -> None:
    record = run(engine, "linear", tasks=LINEAR)
    tasks = by_id(record)
    assert record.run is not None
    assert record.run.state == "success"
    assert record.engine_version is not None
    assert record.engine_version.startswith(engine.split("-")[1])
    assert {task.state for task in record.tasks} == {"success"}
    rows = derive("extract", "result", {}, "list[int]")
    assert tasks["extract"].outputs == {"result": rows}
    assert tasks["transform"].inputs == {"rows": rows}
    derived = derive("transform", "result", {"rows": rows}, None)
    assert tasks["transform"].outputs == {"result": derived}
    assert tasks["load"].after == ("extract", "transform")
    assert record.extra == ()


def test_a_failed_task_stops_what_is_below(engine: str, run: Run) -> None:
    record = run(engine, "linear", tasks=LINEAR, scenario={"fail": {"extract": -1}})
    tasks = by_id(record)
    assert record.run is not None
    assert record.run.state == "failed"
    assert tasks["extract"].attempts[-1].error == "StubFailure"
    assert tasks["extract"].attempts[-1].message == "extract fails"
    assert {tasks["transform"].state, tasks["load"].state} == {"upstream_failed"}
    assert tasks["load"].attempts == ()


def test_a_retry_is_waited_for_on_paper_only(engine: str, run: Run) -> None:
    record = run(engine, "linear", tasks=LINEAR, scenario={"fail": {"transform": 1}})
    first, second = by_id(record)["transform"].attempts
    assert (first.state, second.state) == ("failed", "success")
    assert first.retry_wait == {"prefect-3.8": 10}.get(engine, 30)
    assert second.retry_wait is None
    assert record.run is not None
    assert record.run.state == "success"
    assert record.runner.seconds < first.retry_wait


@pytest.mark.parametrize(("taken", "other"), [("left", "right"), ("right", "left")])
def test_a_choice_takes_the_scenario_s_branch(
    engine: str, run: Run, taken: str, other: str
) -> None:
    record = run(engine, "branching", tasks=BRANCHING, scenario={"choose": {"choose": taken}})
    tasks = by_id(record)
    assert tasks[taken].state == "success"
    assert tasks[other].state in ("skipped", "not_run")
    assert tasks[other].attempts == ()
    assert tasks["join"].state == "success"
    assert taken in tasks["join"].after


def test_instances_of_a_mapping_have_their_own_values(engine: str, run: Run) -> None:
    record = run(engine, "mapped", tasks=MAPPED)
    assert record.runner.error is None
    double = [task for task in record.tasks if task.id == "double"]
    assert [task.map_index for task in double] == [0, 1]
    assert [task.inputs for task in double] == [{"n": 5108}, {"n": 7119}]
    total = next(task for task in record.tasks if task.id == "total")
    assert total.inputs == {"values": [task.outputs["result"] for task in double]}


def test_one_instance_of_a_mapping_fails(engine: str, run: Run) -> None:
    record = run(engine, "mapped", tasks=MAPPED, scenario={"fail": {"double[1]": -1}})
    assert record.runner.error is None
    assert [(task.id, task.state) for task in record.tasks] == [
        ("numbers", "success"),
        ("double", "success"),
        ("double", "failed"),
        ("total", "upstream_failed"),
    ]


def test_a_mapping_over_nothing_is_skipped(engine: str, run: Run) -> None:
    record = run(engine, "mapped", tasks=MAPPED, scenario={"values": {"numbers": []}})
    tasks = by_id(record)
    assert (tasks["double"].state, tasks["double"].map_index) == ("skipped", None)
    # Airflow skips the reducer too; the others run it with nothing.
    assert tasks["total"].state == ("skipped" if "airflow" in engine else "success")


def test_real_bodies_run_as_they_are(engine: str, run: Run) -> None:
    record = run(engine, "mapped", tasks=MAPPED, bodies="real")
    assert record.runner.error is None
    assert [task.outputs.get("result") for task in record.tasks if task.id == "double"] == [2, 4, 6]
    assert all(task.inputs == {} for task in record.tasks)


def test_a_body_that_ends_the_process_has_crashed(engine: str, run: Run) -> None:
    tasks = [{"id": "crash", "address": "crash"}]
    record = run(engine, "crashing", tasks=tasks, bodies="real")
    assert record.run is not None
    assert (record.run.state, record.run.raw_state) == ("failed", "Crashed (7)")
    assert by_id(record)["crash"].attempts[0].error == "Crashed"


HOSTILE = {"shouting": "shout", "leaving": "leave", "handing_on": "unpicklable"}


def hostile(run: Run, engine: str, pipeline: str) -> tuple[RunRecord, TaskRecord, TaskRecord]:
    first = HOSTILE[pipeline]
    tasks: Tasks = [
        {"id": first, "address": first},
        {"id": "after", "address": "after", "upstream": [first]},
    ]
    record = run(engine, pipeline, "hostile", tasks=tasks, bodies="real")
    assert record.runner.error is None
    assert record.run is not None
    did, after = record.tasks
    return record, did, after


def test_a_body_that_prints_ten_megabytes_disturbs_nothing(engine: str, run: Run) -> None:
    record, shout, after = hostile(run, engine, "shouting")
    assert (shout.state, after.state) == ("success", "success")
    assert shout.outputs == {"result": 1}
    assert record.run is not None
    assert record.run.state == "success"


def test_a_body_that_leaves_the_interpreter_has_failed(engine: str, run: Run) -> None:
    record, leave, after = hostile(run, engine, "leaving")
    assert (leave.state, after.state) == ("failed", "upstream_failed")
    # Airflow 2.11 turns it into an exception of its own.
    assert "enough" in (leave.attempts[0].message or "")
    assert record.run is not None
    assert record.run.state == "failed"


def test_a_value_that_cannot_be_handed_on_fails_where_the_engine_stores_values(
    engine: str, run: Run
) -> None:
    record, unpicklable, _ = hostile(run, engine, "handing_on")
    assert record.run is not None
    if engine == "prefect-3.8":  # it hands values on in memory
        assert (unpicklable.state, record.run.state) == ("success", "success")
        assert unpicklable.outputs == {"result": "<lock>"}
    else:
        assert (unpicklable.state, record.run.state) == ("failed", "failed")
        assert unpicklable.attempts[0].error == "TypeError"


def test_a_body_that_hangs_is_the_runner_s_error(engine: str, run: Run) -> None:
    tasks = [{"id": "hang", "address": "hang"}]
    record = run(engine, "hanging", tasks=tasks, bodies="real", time_limit=3)
    assert record.run is None
    assert record.runner.error == "killed at the time limit of 3 s"


def test_a_file_that_cannot_be_imported_is_the_runner_s_error(engine: str, run: Run) -> None:
    record = run(engine, "etl", "broken")
    assert record.run is None
    assert record.runner.error == "LookupError: no such table"
    assert record.runner.log is not None
    assert 'raise LookupError("no such table")' in record.runner.log


def test_a_pipeline_that_is_not_there_is_the_runner_s_error(engine: str, run: Run) -> None:
    record = run(engine, "nowhere", "fabricated")
    assert record.run is None
    assert record.runner.error is not None
    assert "no" in record.runner.error
    assert "`nowhere`" in record.runner.error
    assert "`needy`" in record.runner.error


def test_missing_imports_are_made_up_only_when_asked(engine: str, run: Run) -> None:
    tasks = [{"id": "fetch", "address": "fetch"}, {"id": "store", "address": "store"}]
    tasks_run = by_id(run(engine, "needy", "fabricated", tasks=tasks))
    assert tasks_run["store"].inputs == {"rows": tasks_run["fetch"].outputs["result"]}
    record = run(engine, "needy", "fabricated", tasks=tasks, fabricate=False)
    assert record.runner.error == "ModuleNotFoundError: No module named 'pandas'"


def test_with_stubs_a_file_reaches_nothing_but_this_machine(engine: str, run: Run) -> None:
    record = run(engine, "reaching", "reaching")
    assert record.runner.error == (
        "ConnectionRefusedError: 192.0.2.1 is not reached: with stubs a run has no network but this machine's own"
    )
