"""Scenarios are derived from the pipeline, in its order, under the names that users type."""

from __future__ import annotations

from polydag.ir.operations import Choose, Empty, Gate
from polydag.ir.policies import Retry
from polydag.ir.tasks import Task
from polydag.ir.values import Code
from polydag.runs.scenarios import derive, named
from tests.runs.reference.pipelines import call, edges, module, out, pipeline, ran, states


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
