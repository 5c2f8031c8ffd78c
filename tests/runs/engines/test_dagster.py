"""What is Dagster's own."""

from __future__ import annotations

import pytest

from tests.runs.engines.conftest import Run, by_id

pytestmark = pytest.mark.engines
ENGINE = "dagster-1.13"


def test_a_hook_stands_for_a_task_and_does_nothing(run: Run) -> None:
    extract = {"id": "extract", "address": "extract", "annotation": "list[int]"}
    tasks = [extract, {"id": "tell", "address": "hook:alert"}]
    quiet = by_id(run(ENGINE, "linear", tasks=tasks))
    assert (quiet["tell"].state, quiet["tell"].attempts) == ("skipped", ())
    loud = by_id(run(ENGINE, "linear", tasks=tasks, scenario={"fail": {"extract": -1}}))
    assert loud["tell"].state == "success"
    assert len(loud["tell"].attempts) == 1


def test_assets_checks_and_their_outputs_have_addresses(run: Run) -> None:
    tasks = [
        {"id": "raw", "address": "asset:raw"},
        {"id": "clean", "address": "clean"},
        {"id": "published", "address": "published", "returns": "none", "outputs": []},
        {"id": "check", "address": "check:clean:not_empty"},
    ]
    record = run(ENGINE, "assets", tasks=tasks)
    ran = by_id(record)
    assert {task.state for task in record.tasks} == {"success"}
    assert ran["clean"].inputs == {"raw": ran["raw"].outputs["result"]}
    assert ran["published"].outputs == {}
    assert record.extra == ("daily",)


def test_a_check_that_does_not_pass_says_so_and_stops_nothing(run: Run) -> None:
    tasks = [{"id": "check", "address": "check:clean:not_empty"}]
    record = run(ENGINE, "assets", tasks=tasks, scenario={"values": {"check": False}})
    check = by_id(record)["check"]
    assert (check.state, check.raw_state) == ("success", "not passed (ERROR)")
    assert record.run is not None
    assert record.run.state == "success"


def test_a_stub_obeys_the_output_definitions(run: Run) -> None:
    split = {
        "id": "split",
        "address": "split",
        "returns": "tuple",
        "outputs": ["low", "high"],
        "annotation": "tuple[int, int]",
    }
    ran = by_id(run(ENGINE, "two_outputs", tasks=[split, {"id": "show", "address": "show"}]))
    assert set(ran["split"].outputs) == {"low", "high"}
    assert ran["show"].inputs == ran["split"].outputs


def test_a_label_that_is_no_output_fails_the_choice(run: Run) -> None:
    tasks = [
        {"id": "choose", "address": "choose", "choice": ["left", "right"]},
        {"id": "left", "address": "left"},
    ]
    record = run(ENGINE, "branching", tasks=tasks, scenario={"choose": {"choose": "nowhere"}})
    ran = by_id(record)
    assert (ran["choose"].state, ran["left"].state) == ("failed", "upstream_failed")


@pytest.mark.parametrize(("value", "state"), [(False, "skipped"), (True, "success")])
def test_a_gate_lets_through_what_the_scenario_says(run: Run, value: bool, state: str) -> None:
    tasks = [{"id": "gate", "address": "gate"}, {"id": "behind", "address": "behind"}]
    ran = by_id(run(ENGINE, "gated", tasks=tasks, scenario={"values": {"gate": value}}))
    assert (ran["gate"].state, ran["behind"].state) == ("success", state)


def test_a_helper_is_replaced_and_the_op_that_calls_it_runs(run: Run) -> None:
    tasks = [{"id": "glued", "address": "glued", "function": "load_config", "annotation": "int"}]
    ran = by_id(run(ENGINE, "helped", tasks=tasks))
    assert isinstance(ran["glued"].outputs["result"], int)


def test_parameters_reach_the_config_that_has_a_field_of_the_name(run: Run) -> None:
    tasks = [{"id": "configured", "address": "configured"}]
    params = {"region": "apac"}
    ran = by_id(run(ENGINE, "parametrised", tasks=tasks, params=params, bodies="real"))
    assert ran["configured"].outputs["result"] == ["apac", 10]


def test_no_step_sees_what_another_one_mutates(run: Run) -> None:
    tasks = [{"id": "fills", "address": "fills"}, {"id": "reads", "address": "reads"}]
    ran = by_id(run(ENGINE, "mutating", tasks=tasks, bodies="real"))
    assert ran["fills"].outputs["result"] == ["row", "mutated"]
    assert ran["reads"].outputs["result"] == ["row"]


def test_a_partitioned_job_runs_the_logical_date_s_partition(run: Run) -> None:
    tasks = [{"id": "daily", "address": "daily"}]
    ran = by_id(run(ENGINE, "partitioned", tasks=tasks, bodies="real"))
    assert ran["daily"].outputs["result"] == "2026-01-05"


def test_a_retry_of_the_op_s_own_keeps_its_wait(run: Run) -> None:
    tasks = [{"id": "asks", "address": "asks"}]
    ran = by_id(run(ENGINE, "asking", tasks=tasks, scenario={"fail": {"asks": 2}}))
    assert [attempt.retry_wait for attempt in ran["asks"].attempts] == [5, 60, None]
    assert [attempt.state for attempt in ran["asks"].attempts] == ["failed", "failed", "success"]


def test_resources_reach_nothing_when_bodies_are_replaced(run: Run) -> None:
    tasks = [{"id": "connects", "address": "connects"}, {"id": "after", "address": "after_it"}]
    record = run(ENGINE, "connecting", tasks=tasks)
    ran = by_id(record)
    assert record.run is not None
    assert record.run.state == "success"
    assert ran["after"].inputs == {"rows": ran["connects"].outputs["result"]}


MAPPED: list[dict[str, object]] = [
    {"id": "numbers", "address": "numbers", "annotation": "list[int]"},
    {"id": "double", "address": "double", "mapped": True},
    {"id": "total", "address": "total", "upstream": ["double"]},
]


@pytest.mark.parametrize("scenario", [{}, {"fail": {"double[1]": -1}}], ids=["all", "one fails"])
def test_steps_in_processes_of_their_own_do_the_same(run: Run, scenario: dict[str, object]) -> None:
    one, many = (
        run(ENGINE, "mapped", tasks=MAPPED, scenario=scenario, mode=mode)
        for mode in ("test", "processes")
    )
    assert many.runner.error is None
    assert many.tasks == one.tasks
    assert many.run == one.run


def test_assets_are_made_in_processes_of_their_own(run: Run) -> None:
    tasks = [{"id": "raw", "address": "asset:raw"}, {"id": "clean", "address": "clean"}]
    ran = by_id(run(ENGINE, "assets", tasks=tasks, mode="processes"))
    assert ran["clean"].inputs == {"raw": ran["raw"].outputs["result"]}
    assert ran["clean"].state == "success"


def test_a_step_whose_process_dies_has_crashed_and_the_run_goes_on(run: Run) -> None:
    tasks = [
        {"id": "crash", "address": "crash"},
        {"id": "after", "address": "after_crash", "upstream": ["crash"]},
    ]
    record = run(ENGINE, "crashing", tasks=tasks, bodies="real", mode="processes")
    ran = by_id(record)
    assert record.run is not None
    assert record.run.raw_state == "FAILURE"
    assert (ran["crash"].state, ran["crash"].attempts[0].error) == ("failed", "Crashed")
    assert ran["after"].state == "upstream_failed"
