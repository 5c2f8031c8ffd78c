"""Jobs say the same about a task wherever it runs, so that stubs derive equal values."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from pydantic import JsonValue

from polydag.ir.operations import Call, Check, Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import RunParameter
from polydag.ir.tasks import Placement, Task
from polydag.ir.values import Constant, constant
from polydag.runs.child.bodies import Bodies, Place
from polydag.runs.child.job import parse
from polydag.runs.child.journal import Journal
from polydag.runs.jobs import job_for
from polydag.runs.protocol import Job
from polydag.runs.scenarios import ALL_SUCCEED, Scenario
from tests.runs.reference.pipelines import call, edges, function, module, out, pipeline, ran

EXTRACT = function("def extract():\n    ...", returns="int", outputs=("result", "rows"))
PULLS = Task(id="check", operation=Call(function="check", pulls={"n": out("extract", "rows")}))
XCOM = module(
    pipeline(call("extract"), PULLS), [EXTRACT, function("def check():\n    ...")]
).model_copy(update={"engine": "airflow"})


def job(
    of: object = XCOM,
    engine: str = "airflow",
    placements: dict[str, Placement] | None = None,
    scenario: Scenario = ALL_SUCCEED,
) -> Job:
    from polydag.ir.pipeline import Module

    assert isinstance(of, Module)
    return job_for(
        of,
        of.pipelines[0],
        scenario,
        file=Path("/x/p.py"),
        root=Path("/x"),
        engine=engine,
        placements=placements,
    )


def stubbed(job: Job, id: str, inputs: dict[str, object]) -> dict[str, object]:
    parsed = parse(job.model_dump(mode="json", by_alias=True))
    task = next(task for task in parsed.tasks if task.id == id)
    return Bodies.of(parsed, Journal()).run(task, Place("x", None, 1), inputs)


def test_outputs_have_the_same_values_however_they_are_packed() -> None:
    places = {
        "push": Placement(address="extract", packing="push", outputs=("result", "rows")),
        "tuple": Placement(address="extract", packing="tuple", outputs=("rows", "result")),
        "dict": Placement(address="extract", packing="dict", outputs=("rows", "result")),
    }
    found = [
        stubbed(job(placements={"extract": place}), "extract", {}) for place in places.values()
    ]
    assert found[0] == found[1] == found[2] == ran(XCOM).tasks[0].outputs


def test_only_code_of_the_sources_engine_pulls_by_itself() -> None:
    assert [pull.name for pull in job(engine="airflow").tasks[1].pulls] == ["n"]
    assert job(engine="prefect").tasks[1].pulls == ()


def test_a_derived_value_counts_what_comes_from_other_tasks_and_no_constant() -> None:
    of = module(pipeline(call("a"), call("b", rows=out("a"), limit=Constant(value=3))))
    with_constant = stubbed(job(of), "b", {"rows": [1], "limit": 3})
    assert with_constant == stubbed(job(of), "b", {"rows": [1]})
    assert with_constant != stubbed(job(of), "b", {"rows": [2]})


def test_glue_and_inlined_tasks_are_not_asked_about() -> None:
    choose = Choose(function="", labels={"true": ("a",)}, condition=None)
    p = pipeline(Task(id="if", role="glue", operation=choose), call("a"), edges=edges("if a"))
    places = {"if": Placement(address="if"), "a": Placement(how="inlined")}
    assert job(module(p), placements=places).tasks == ()


@pytest.mark.parametrize(
    ("blocking", "how", "fails"),
    [
        pytest.param(
            True, "task", True, id="a blocking one that is a plain task fails by its code"
        ),
        pytest.param(False, "task", False, id="one that does not block only warns"),
        pytest.param(True, "check", False, id="where the engine knows checks it fails it itself"),
    ],
)
def test_a_check_that_does_not_pass(
    blocking: bool, how: Literal["task", "check"], fails: bool
) -> None:
    check = Check(function="enough", asset="rows", blocking=blocking)
    p = pipeline(call("rows"), Task(id="enough", operation=check))
    places = {"rows": Placement(address="rows"), "enough": Placement(how=how, address="enough")}
    scenario = Scenario(name="it does not pass", values={"enough": False})
    made = job(module(p), placements=places, scenario=scenario)
    assert made.scenario.fail == ({"enough": -1} if fails else {})


def test_parameters_without_a_default_get_a_derived_value_and_an_engine_applies_its_own_defaults() -> (
    None
):
    p = pipeline(call("a")).model_copy(
        update={
            "parameters": (
                RunParameter(name="source", required=True),
                RunParameter(name="limit", default=constant([1, 2])),
            )
        }
    )
    params = asked(p, {})
    assert set(params) == {"source"}
    assert isinstance(params["source"], str)
    assert asked(p, {"limit": [3]})["limit"] == [3]
    assert asked(p, {}, engine="prefect")["limit"] == [1, 2]


def asked(
    p: Pipeline, given: dict[str, JsonValue], engine: str = "dagster"
) -> dict[str, JsonValue]:
    """What the code for an engine is given, where the source is of Prefect."""
    made = module(p).model_copy(update={"engine": "prefect"})
    where = Path("etl.py")
    return job_for(
        made, p, ALL_SUCCEED, file=where, root=where, engine=engine, placements={}, params=given
    ).params
