"""How a pipeline becomes a flow: what is called, what is submitted, which block stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.prefect import BACKEND
from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import (
    Attempt,
    Branch,
    Direct,
    Guard,
    Join,
    Program,
    Step,
    Submit,
)
from polydag.backends.prefect.straight import straight
from polydag.diagnostics import Collector
from polydag.ir.graph import Graph
from polydag.ir.operations import Gate
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import OutputOf
from tests.backends.prefect.modules import MODULES, edges, function, module, task


def program(name: str) -> Program | None:
    graph = Graph(MODULES[name].pipelines[0])
    return straight(Rules(graph), Needs(graph))


def steps(name: str) -> tuple[Step, ...]:
    found = program(name)
    assert found is not None
    return found.steps


def test_a_chain_is_direct_calls() -> None:
    assert steps("linear") == (Direct("extract"), Direct("load"))


def test_tasks_side_by_side_are_all_submitted() -> None:
    assert [type(step) for step in steps("fan")] == [Direct, Submit, Submit, Submit, Direct]


def test_a_coroutine_is_submitted_as_the_flow_does_not_await() -> None:
    graph = Graph(MODULES["linear"].pipelines[0])
    planned = straight(Rules(graph), Needs(graph, lazy=frozenset({"extract"})))
    assert planned is not None
    assert planned.steps == (Submit("extract"), Direct("load"))


def test_a_notification_over_a_prefix_is_an_except_block_around_it() -> None:
    attempt, report = steps("branch")
    assert isinstance(attempt, Attempt)
    assert attempt.failure == (Direct("notify"),)
    assert report == Direct("report")
    assert attempt.body[-1] == Join(("archive",))


def test_a_teardown_is_a_finally_block_after_its_setup() -> None:
    setup, attempt = steps("teardown")
    assert setup == Direct("make")
    assert isinstance(attempt, Attempt)
    assert attempt.always == (Direct("delete", ignore=True),)


def torn(*edges_: str, setups: tuple[str, ...], gate: bool = False) -> Program | None:
    """The program of a pipeline with a `close` that tears down what the setups made."""
    made = [task(id).model_copy(update={"role": "setup"}) for id in setups]
    close = task("close").model_copy(
        update={"role": "teardown", "rule": "all_done_setup_success", "fatal": False}
    )
    opening = [Task(id="enough", operation=Gate(function="enough", cascade=False))] if gate else []
    nodes = (*opening, *made, task("use"), close)
    graph = Graph(Pipeline(id="torn", nodes=nodes, edges=edges(*edges_)))
    return straight(Rules(graph), Needs(graph))


def test_a_teardown_of_two_setups_is_no_finally_block() -> None:
    """It runs when one of them fails, and not when both do."""
    assert torn("disk>use", "use>close", "disk>close", setups=("disk",)) is not None
    both = ("disk>use", "lock>use", "use>close", "disk>close", "lock>close")
    assert torn(*both, setups=("disk", "lock")) is None


def test_a_teardown_whose_setup_may_be_skipped_is_no_finally_block() -> None:
    framed = ("enough>disk", "disk>use", "use>close", "disk>close")
    assert torn(*framed, setups=("disk",), gate=True) is None


def test_everything_is_done_before_a_teardown_begins() -> None:
    _, attempt = steps("teardown")
    assert isinstance(attempt, Attempt)
    assert Join(("load_eu", "load_us"), all_first=True) in attempt.body


def test_a_join_stands_behind_the_branch() -> None:
    _, branch, end = steps("nested")
    assert isinstance(branch, Branch)
    assert end == Direct("end")


def test_what_may_be_empty_is_tested_before_it_is_mapped() -> None:
    cities, guard = steps("mapping")
    assert cities == Direct("list_cities")
    assert isinstance(guard, Guard)
    assert guard.rest


@pytest.mark.parametrize("name", ["cleanup", "tolerant"])
def test_a_run_that_succeeds_over_a_failure_is_no_straight_program(name: str) -> None:
    assert program(name) is None


def test_a_failure_that_the_flow_does_not_see_is_not_waited_for() -> None:
    found = program("unseen")
    assert found is not None
    assert found.steps == (Direct("extract"), Submit("audit"), Direct("load"))
    assert found.returned == ()


def test_what_a_handler_makes_is_not_taken_behind_it_silently() -> None:
    file = Path("tests/codes/PFW305.json")
    module = Module.model_validate_json(file.read_text())
    collector = Collector()
    text = BACKEND.write(module, Options(), collector).draft.text
    assert [told.code for told in collector.diagnostics] == ["PFW305"]
    assert "raise NotImplementedError" in text.partition("def sync")[2]


def test_what_is_told_of_submitted_tasks_follows_the_order_of_the_source() -> None:
    names = [f"load_{number}" for number in range(8)]
    timed = [task(name, "extract").model_copy(update={"timeout": 60.0}) for name in names]
    pipeline = Pipeline(id="wide", nodes=tuple(timed))
    made = module("wide", pipeline, function("extract"))
    collector = Collector()
    BACKEND.write(made, Options(), collector)
    assert [told.task for told in collector.diagnostics if told.code == "PFW207"] == names


def test_what_a_flow_of_states_does_not_return_is_told() -> None:
    pipeline = MODULES["cleanup"].pipelines[0]
    returned = pipeline.model_copy(update={"returns": OutputOf(task=pipeline.nodes[0].id)})
    made = MODULES["cleanup"].model_copy(update={"pipelines": (returned,)})
    collector = Collector()
    BACKEND.write(made, Options(), collector)
    assert [d.code for d in collector.diagnostics if "returns" in d.message] == ["PFW302"]
