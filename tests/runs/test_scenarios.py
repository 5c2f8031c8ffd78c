"""Scenarios are derived from the pipeline, in its order, under the names that users type."""

from __future__ import annotations

import pytest

from polydag.ir.functions import Use
from polydag.ir.operations import Check, Choose, Empty, Gate, Shell
from polydag.ir.pipeline import Module
from polydag.ir.policies import Retry
from polydag.ir.tasks import Task
from polydag.ir.values import Code, Constant
from polydag.runs.protocol import JobScenario
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.scenarios import derive, named
from tests.runs.reference.pipelines import (
    call,
    edges,
    function,
    mapped,
    module,
    out,
    pipeline,
    ran,
    states,
)


def test_tasks_fail_for_good_and_once_where_there_is_a_retry() -> None:
    patient = call("load", rows=out("extract")).model_copy(update={"retry": Retry(count=1)})
    p = pipeline(call("extract"), patient, Task(id="end", operation=Empty()))
    assert [scenario.name for scenario in derive(p)] == [
        "all succeed",
        "extract fails",
        "load fails",
        "load fails once",
        "load fails once after its body",
        "the same date twice",
    ]


def test_every_label_is_chosen_and_a_gate_stops() -> None:
    choose = Choose(function="pick", labels={"full": ("full",), "delta": ("delta",)})
    p = pipeline(
        Task(id="pick", operation=choose),
        call("full"),
        call("delta"),
        Task(id="gate", operation=Gate(function="gate")),
        edges=edges("pick full", "pick delta"),
    )
    scenarios = derive(p)
    taken = {label: named(scenarios, f"pick chooses {label}") for label in ("full", "delta")}
    for label, scenario in taken.items():
        assert scenario is not None
        assert states(ran(p, choose=dict(scenario.choose)))[label] == "success"
    stops = named(scenarios, "gate stops")
    assert stops is not None
    assert stops.values == {"gate": False}


def test_a_condition_is_reached_both_ways_by_values() -> None:
    condition = Code(text="len(data) > 1000", reads={"data": out("extract")})
    choose = Choose(
        function="", condition=condition, labels={"true": ("full",), "false": ("delta",)}
    )
    p = pipeline(
        call("extract"),
        Task(id="if_data", operation=choose, role="glue"),
        call("full"),
        call("delta"),
        edges=edges("extract if_data", "if_data full", "if_data delta"),
    )
    scenarios = derive(p, module(p))
    for label, ran_task in (("true", "full"), ("false", "delta")):
        scenario = named(scenarios, f"if_data chooses {label}")
        assert scenario is not None
        assert states(ran(p, values=dict(scenario.values)))[ran_task] == "success"


def test_a_task_behind_another_label_fails_where_that_label_is_chosen() -> None:
    choose = Choose(function="pick", labels={"full": ("full",), "delta": ("delta",)})
    p = pipeline(
        Task(id="pick", operation=choose),
        call("full"),
        call("delta"),
        call("after_delta"),
        call("join").model_copy(update={"rule": "none_failed_min_one_success"}),
        edges=edges(
            "pick full", "pick delta", "delta after_delta", "full join", "after_delta join"
        ),
    )
    for id in ("delta", "after_delta", "join"):
        scenario = named(derive(p), f"{id} fails")
        assert scenario is not None
        assert (
            states(ran(p, fail=dict(scenario.fail), choose=dict(scenario.choose)))[id] == "failed"
        )


def test_a_mapping_has_lengths_and_one_instance_that_fails_or_is_skipped() -> None:
    skipping = function(
        "def load(file):\n    raise Skip", uses=(Use(kind="skip", start=0, stop=1),)
    )
    p = pipeline(call("files"), mapped(call("load"), file=out("files")))
    m = module(p, [skipping])
    scenarios = derive(p, m)
    shown = {
        "items of load: none": ["skipped"],
        "items of load: one": ["success"],
        "items of load: many": ["success"] * 11,
        "one instance of load fails": ["success", "failed"],
        "one instance of load is skipped": ["success", "skipped"],
        "load is skipped": ["skipped", "skipped"],
    }
    for name, wanted in shown.items():
        assert of_task("load", m, named(scenarios, name)) == wanted, name


def test_a_task_with_a_limit_hangs_and_a_check_does_not_pass() -> None:
    p = pipeline(
        call("slow").model_copy(update={"timeout": 3600.0}),
        Task(id="check", operation=Check(function="check", asset="slow", blocking=True)),
    )
    m = module(p)
    scenarios = derive(p, m)
    assert of_task("slow", m, named(scenarios, "slow hangs")) == ["failed"]
    assert of_task("check", m, named(scenarios, "check does not pass")) == ["failed"]
    assert named(scenarios, "check hangs") is None


def test_two_failures_meet_in_a_rule_that_looks_at_more_than_one() -> None:
    p = pipeline(
        call("a"),
        call("b"),
        call("below_a"),
        call("join").model_copy(update={"rule": "all_failed"}),
        call("plain"),
        edges=edges("a below_a", "a join", "b join", "below_a join", "a plain", "b plain"),
    )
    scenarios = derive(p)
    pairs = [s.name for s in scenarios if s.name.endswith(" fail")]
    assert pairs == ["a and b fail", "b and below_a fail"]


def test_failures_that_no_run_can_have_together_are_no_pair() -> None:
    choose = Choose(function="pick", labels={"full": ("full",), "delta": ("delta",)})
    for many, pairs in ((False, []), (True, ["full and delta fail"])):
        p = pipeline(
            Task(id="pick", operation=choose.model_copy(update={"many": many})),
            call("full"),
            call("delta"),
            call("join").model_copy(update={"rule": "one_failed"}),
            edges=edges("pick full", "pick delta", "full join", "delta join"),
        )
        found = [s for s in derive(p) if s.name.endswith(" fail")]
        assert [s.name for s in found] == pairs
        for scenario in found:
            reached = states(ran(p, fail=dict(scenario.fail), choose=dict(scenario.choose)))
            assert (reached["full"], reached["delta"]) == ("failed", "failed")


def test_a_task_behind_a_condition_fails_where_the_condition_leads_to_it() -> None:
    condition = Code(text="len(data) > 1000", reads={"data": out("extract")})
    choose = Choose(
        function="", condition=condition, labels={"true": ("full",), "false": ("delta",)}
    )
    p = pipeline(
        call("extract"),
        Task(id="if_data", operation=choose, role="glue"),
        call("full"),
        call("delta"),
        edges=edges("extract if_data", "if_data full", "if_data delta"),
    )
    for id in ("full", "delta"):
        assert of_task(id, module(p), named(derive(p, module(p)), f"{id} fails")) == ["failed"]


def of_task(id: str, m: Module, scenario: JobScenario | None) -> list[str]:
    """The states of a task's instances in the reference."""
    assert scenario is not None
    record = run(m, m.pipelines[0], Conditions(scenario=scenario))
    assert record.runner.error is None, record.runner.error
    return [task.state for task in record.tasks if task.id == id]


@pytest.mark.parametrize(
    ("command", "skip_on", "skips"),
    [
        pytest.param("test -e rows || exit 99", 99, True, id="the command names the code"),
        pytest.param("./load.sh", 99, False, id="nobody asked, and nothing names it"),
        pytest.param("date +1990", 99, False, id="another number"),
        pytest.param("./load.sh", 42, True, id="somebody asked for this code"),
        pytest.param("exit 99", None, False, id="no code means skipped"),
    ],
)
def test_a_command_is_skipped_where_it_may_end_with_the_code_that_means_it(
    command: str, skip_on: int | None, skips: bool
) -> None:
    shell = Shell(command=Constant(value=command), skip_on=skip_on)
    p = pipeline(Task(id="load", operation=shell))
    assert (named(derive(p, module(p)), "load is skipped") is not None) == skips
