"""Runs that start others are held against each other by what they started, and pipelines that are started are found."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from polydag.ir.operations import Launch
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Constant
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.launches import launched, narrowed
from polydag.runs.protocol import JobScenario
from polydag.runs.record import OtherRun, RunOutcome, RunRecord, RunState
from tests.runs.reference.pipelines import call, pipeline, ran

ETL = pipeline(call("extract"))
RECORD = ran(ETL)


def run(
    pipeline: str = "report", state: RunState | None = "success", **params: JsonValue
) -> OtherRun:
    """A run that was started, or only asked for."""
    outcome = None if state is None else RunOutcome(state=state)
    return OtherRun(pipeline=pipeline, params=params, run=outcome)


def fields(left: tuple[OtherRun, ...], right: tuple[OtherRun, ...]) -> list[str]:
    """What differs between runs that started these, and did the same otherwise."""
    records: list[RunRecord] = [
        RECORD.model_copy(update={"engine": "prefect-3.8", "others": others})
        for others in (left, right)
    ]
    sides = (Side("source", records[0]), Side("result", records[1]))
    found = compare(ETL, RECORD, *sides)
    assert (found.verdict is Verdict.EQUAL) == (not found.differences)
    return [one.field for one in found.differences]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((run(city="Lima"), run(city="Oslo")), id="the same"),
        pytest.param((run(city="Oslo"), run(city="Lima")), id="in another order"),
        pytest.param((run(city="Oslo", state=None), run(city="Lima")), id="one only asked for"),
    ],
)
def test_the_same_launches_are_no_difference(other: tuple[OtherRun, ...]) -> None:
    assert fields((run(city="Lima"), run(city="Oslo")), other) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((), id="none"),
        pytest.param((run(city="Lima"), run(city="Lima")), id="one too many"),
        pytest.param((run("audit", city="Lima"),), id="another pipeline"),
        pytest.param((run(city="Oslo"),), id="given something else"),
        pytest.param((run(),), id="given nothing"),
        pytest.param((run(city="Lima", state="failed"),), id="ended otherwise"),
        pytest.param((run("audit", city="Lima", state=None),), id="another one asked for"),
    ],
)
def test_one_changed_fact_about_a_launch_is_caught(other: tuple[OtherRun, ...]) -> None:
    assert fields((run(city="Lima"),), other) == ["launched runs"]


def launching(id: str, *targets: str) -> Pipeline:
    tasks = [
        Task(id=f"start_{target}", operation=Launch(pipeline=Constant(value=target)))
        for target in targets
    ]
    return Pipeline(id=id, nodes=tuple(tasks))


def test_pipelines_are_found_that_are_launched_by_launched_ones() -> None:
    one, two, three = launching("one", "two", "elsewhere"), launching("two", "three"), ETL
    three = three.model_copy(update={"id": "three"})
    alone = launching("alone", "one")
    module = Module(path="m.py", name="m", engine="airflow", pipelines=(alone, one, two, three))
    assert [found.id for found in launched(module, one)] == ["two", "three"]
    assert launched(module, three) == ()


def test_a_scenario_speaks_of_launched_tasks_by_their_pipeline() -> None:
    whole = JobScenario(
        name="both",
        fail={"report.load": -1, "load": 1},
        skip=("report.clean", "clean"),
        choose={"report.choose": "left"},
        values={"report.load": 3, "reports.load": 4},
    )
    found = narrowed(whole, "report")
    assert (found.name, found.fail, found.skip) == ("both", {"load": -1}, ("clean",))
    assert (found.choose, found.values) == ({"choose": "left"}, {"load": 3})
