"""Negative controls on the real engines: a wrong conversion is seen, an operator that nobody reads never passes for done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.conformance.prepare import prepare
from polydag.conformance.suite import Suite
from polydag.engines import parse_target
from polydag.ir.operations import Launch
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.ir.tasks import Task
from polydag.ir.values import Constant, Entries
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.runners import Runners
from polydag.runs.scenarios import ALL_SUCCEED, derive, named
from polydag.runs.stages import Manner, Stage, on_engines
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile

SUITE = Suite(Path(__file__).parents[2] / "conformance")
pytestmark = pytest.mark.engines
Change = Callable[[Pipeline], Pipeline]


def with_task(id: str, **changes: object) -> Change:
    def changed(pipeline: Pipeline) -> Pipeline:
        nodes = tuple(
            node.model_copy(update=changes) if isinstance(node, Task) and node.id == id else node
            for node in pipeline.nodes
        )
        return pipeline.model_copy(update={"nodes": nodes})

    return changed


def without_edges(pipeline: Pipeline) -> Pipeline:
    return pipeline.model_copy(update={"edges": ()})


WRONG = {
    "a lost dependency": ("seed-linear-airflow", without_edges, "extract fails"),
    "a rule misread": ("fact-all-done-cleanup", with_task("end", rule="all_success"), "bad fails"),
    "a retry too many": (
        "fact-hidden-delay",
        with_task("extract", retry=Retry(count=3, delays=Delays(base=300.0))),
        "extract fails",
    ),
    "another delay": (
        "fact-hidden-delay",
        with_task("extract", retry=Retry(count=2, delays=Delays(base=30.0))),
        "extract fails",
    ),
    "a launch that is given something else": (
        "launch-conf",
        with_task(
            "waited",
            operation=Launch(
                pipeline=Constant(value="report"),
                conf=Entries(entries={"city": Constant(value="Rome")}),
                wait=True,
            ),
        ),
        "all succeed",
    ),
    "a failure swallowed": ("fact-two-leaves", with_task("load", fatal=False), "load fails"),
}


@pytest.mark.parametrize("target", ["dagster", "prefect"])
@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_conversion_is_seen(
    what: str, target: str, tmp_path: Path, runners: Runners
) -> None:
    id, change, name = WRONG[what]
    case = prepare(SUITE.case(id), tmp_path, ())
    assert case.reference is not None
    right = case.reference
    scenario = named(derive(right.pipeline, right.module), name)
    assert scenario is not None
    reference = right.run(scenario, Manner(), runners)
    wrong = _emitted(right, change(right.pipeline), target, tmp_path)
    side = Side(wrong.name, wrong.run(scenario, Manner(), runners), wrong.placements or {})
    found = compare(right.pipeline, reference, Side("reference", reference), side)
    assert found.verdict is Verdict.DIFFERENT, found.reason


def _emitted(right: Stage, pipeline: Pipeline, target: str, folder: Path) -> Stage:
    reading = read_file(SourceFile(right.file, right.file.name))
    assert reading.module is not None
    every = tuple(pipeline if p.id == pipeline.id else p for p in reading.module.pipelines)
    module = reading.module.model_copy(update={"pipelines": every})
    staged = on_engines(
        replace(reading, module=module), pipeline, [parse_target(target)], folder / "wrong"
    )
    [stage] = staged.stages
    return stage


UNKNOWN = """
from airflow.sdk import DAG
from company.operators import LoadTableOperator

with DAG(dag_id="company", schedule=None):
    LoadTableOperator(task_id="load_table", table="orders")
"""


@pytest.mark.parametrize("target", ["airflow", "dagster", "prefect"])
def test_an_operator_that_nobody_reads_fails_the_run_and_is_told(
    target: str, tmp_path: Path, runners: Runners
) -> None:
    file = tmp_path / "company.py"
    file.write_text(UNKNOWN)
    reading = read_file(SourceFile(file, file.name))
    assert reading.module is not None
    [pipeline] = reading.module.pipelines
    told = {d.severity.word for d in reading.diagnostics if d.task == "load_table"}
    assert told & {"lost", "unreadable"}
    # As if it came from another place, so that Airflow too is written and not run as it is.
    module = reading.module.model_copy(update={"engine": "elsewhere"})
    staged = on_engines(
        replace(reading, module=module),
        pipeline,
        [parse_target(target)],
        tmp_path / "out",
        Options(),
    )
    [stage] = staged.stages
    record = stage.run(ALL_SUCCEED, Manner(bodies="real"), runners)
    assert record.run is not None, record.runner.error
    assert record.run.state == "failed"
    [task] = [task for task in record.tasks if task.id == "load_table"]
    assert task.attempts[-1].error == "NotImplementedError"
