"""What a launch means: the reference runs the pipelines that tasks start."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from polydag.ir.operations import ENDS, Launch
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Task
from polydag.ir.values import Constant, Entries, Value
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunRecord
from polydag.runs.reference.interpreter import Conditions, run
from tests.runs.reference.pipelines import call, edges, module, out

CHILD = Pipeline(id="child", nodes=(call("load"),))
FAILING = {"child.load": -1}


def launch(target: str = "child", **fields: object) -> Task:
    operation = Launch.model_validate({"pipeline": Constant(value=target)} | fields)
    return Task(id="start", operation=operation)


def parent(start: Task) -> Pipeline:
    return Pipeline(id="parent", nodes=(call("count"), start), edges=edges("count start"))


def ran(pipeline: Pipeline, **scenario: JsonValue) -> RunRecord:
    whole = module(pipeline)
    whole = whole.model_copy(
        update={
            "pipelines": (pipeline, CHILD),
            "functions": whole.functions | module(CHILD).functions,
        }
    )
    found = JobScenario.model_validate(scenario)
    return run(whole, pipeline, Conditions(scenario=found))


def states(record: RunRecord) -> tuple[str, list[str]]:
    """How the launching task ended, and how the runs did that it started."""
    [start] = [task for task in record.tasks if task.id == "start"]
    return start.state, [one.run.state if one.run else "asked for" for one in record.others]


@pytest.mark.parametrize(
    ("fields", "fail", "found"),
    [
        pytest.param({"wait": True}, {}, ("success", ["success"]), id="waits"),
        pytest.param({"wait": True}, FAILING, ("failed", ["failed"]), id="fails with it"),
        pytest.param({"wait": False}, FAILING, ("success", ["failed"]), id="does not wait"),
        pytest.param(
            {"wait": True, "accepts": ENDS, "refuses": ()},
            FAILING,
            ("success", ["failed"]),
            id="is tolerant",
        ),
        pytest.param({"wait": True}, {"start": -1}, ("failed", []), id="fails before"),
        pytest.param({"wait": True}, {"count": -1}, ("upstream_failed", []), id="never starts"),
    ],
)
def test_a_launch_ends_with_the_run_that_it_waits_for(
    fields: dict[str, object], fail: dict[str, JsonValue], found: tuple[str, list[str]]
) -> None:
    assert states(ran(parent(launch("child", **fields)), fail=fail)) == found


def test_a_launched_pipeline_is_given_what_tasks_made() -> None:
    given: dict[str, Value] = {"size": out("count"), "city": Constant(value="Lima")}
    record = ran(parent(launch(conf=Entries(entries=given))))
    [count] = [task for task in record.tasks if task.id == "count"]
    [other] = record.others
    assert other.params == {"size": count.outputs["result"], "city": "Lima"}
    assert [task.id for task in other.tasks] == ["load"]


def test_a_pipeline_of_another_file_is_only_asked_for() -> None:
    record = ran(parent(launch("elsewhere", wait=True)))
    assert states(record) == ("success", ["asked for"])
    assert record.others[0].pipeline == "elsewhere"


def test_a_pipeline_that_launches_itself_is_not_run_for_ever() -> None:
    record = ran(parent(launch("parent")))
    assert record.runner.error == "`parent` is launched by itself: parent → parent"
