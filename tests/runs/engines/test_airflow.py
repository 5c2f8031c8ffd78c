"""What is Airflow's own, in both versions."""

from __future__ import annotations

import pytest

from tests.runs.engines.conftest import Run, by_id

pytestmark = [
    pytest.mark.engines,
    pytest.mark.parametrize("engine", ["airflow-3.3", "airflow-2.11"]),
]


def test_an_operator_without_a_function_is_given_its_rendered_templates(
    engine: str, run: Run
) -> None:
    tasks = [
        {"id": "transform", "address": "transform", "annotation": "int"},
        {"id": "load", "address": "load"},
    ]
    ran = by_id(run(engine, "linear", tasks=tasks))
    value = ran["transform"].outputs["result"]
    assert ran["load"].inputs == {"bash_command": f"echo {value}"}


def test_a_stub_pushes_and_pulls_as_the_body_did(engine: str, run: Run) -> None:
    count = {
        "id": "count",
        "address": "count",
        "returns": "push",
        "outputs": ["result", "row_count"],
        "annotation": "int",
    }
    pull = {"name": "rows", "task": "count", "output": "row_count"}
    use = {"id": "use", "address": "use", "pulls": [pull]}
    ran = by_id(run(engine, "pushes", tasks=[count, use]))
    assert set(ran["count"].outputs) == {"result", "row_count"}
    assert ran["use"].inputs == {"rows": ran["count"].outputs["row_count"]}


def test_a_skip_is_an_attempt_and_skips_what_is_below(engine: str, run: Run) -> None:
    tasks = [{"id": "skip", "address": "skip"}, {"id": "below", "address": "below"}]
    ran = by_id(run(engine, "skipping", tasks=tasks, bodies="real"))
    assert [attempt.state for attempt in ran["skip"].attempts] == ["skipped"]
    assert (ran["below"].state, ran["below"].attempts) == ("skipped", ())


def test_a_timeout_fails_the_attempt_and_not_the_run_s_process(engine: str, run: Run) -> None:
    tasks = [{"id": "slow", "address": "slow"}, {"id": "after", "address": "after"}]
    record = run(engine, "timing_out", tasks=tasks, bodies="real")
    ran = by_id(record)
    assert ran["slow"].state == "failed"
    assert ran["slow"].attempts[0].error == "AirflowTaskTimeout"
    assert ran["after"].state == "upstream_failed"


def test_a_helper_is_replaced_and_the_task_that_calls_it_runs(engine: str, run: Run) -> None:
    tasks = [{"id": "glued", "address": "glued", "function": "author", "annotation": "int"}]
    ran = by_id(run(engine, "helped", tasks=tasks))
    value = ran["glued"].outputs["result"]
    assert isinstance(value, str)
    assert value.startswith("glue around ")
    assert ran["glued"].inputs == {"rows": [1]}


def test_callbacks_do_nothing_when_bodies_are_replaced(engine: str, run: Run) -> None:
    tasks = [{"id": "alarmed", "address": "alarmed"}, {"id": "tell", "address": "hook:ring"}]
    quiet = by_id(run(engine, "calling_back", tasks=tasks))
    assert (quiet["tell"].state, quiet["tell"].attempts) == ("skipped", ())
    scenario = {"fail": {"alarmed": -1}}
    record = run(engine, "calling_back", tasks=tasks, scenario=scenario)
    loud = by_id(record)
    assert (loud["alarmed"].state, loud["tell"].state) == ("failed", "success")
    assert len(loud["tell"].attempts) == 1
    assert record.run is not None
    assert record.run.raw_state == "failed"


def test_groups_setup_and_parameters_are_airflow_s(engine: str, run: Run) -> None:
    tasks = [
        {"id": "make", "address": "make"},
        {"id": "inner", "address": "group.inner"},
        {"id": "clean", "address": "clean"},
    ]
    fail = {"fail": {"inner": -1}}
    record = run(engine, "grouped", tasks=tasks, scenario=fail, params={"region": "apac"})
    ran = by_id(record)
    assert ran["inner"].inputs == {"region": "apac"}
    assert (ran["make"].state, ran["inner"].state, ran["clean"].state) == (
        "success",
        "failed",
        "success",
    )
    assert record.run is not None
    assert record.run.state == "failed"


def test_variables_and_connections_are_made_up_where_nobody_gave_a_default(
    engine: str, run: Run
) -> None:
    tasks = [{"id": "echo", "address": "echo"}, {"id": "load", "address": "load"}]
    ran = by_id(run(engine, "looking", "lookups", tasks=tasks))
    region = ran["load"].inputs["region"]
    assert str(region).startswith("variable.region:")
    assert ran["load"].inputs["limit"] == "7"
    assert ran["echo"].inputs == {"bash_command": f"{region} 8 db.host"}
    record = run(engine, "looking", "lookups", tasks=tasks, bodies="real")
    assert record.run is None
    assert record.runner.error is not None
    assert "region" in record.runner.error
