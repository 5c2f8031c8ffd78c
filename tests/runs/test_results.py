"""The published result of trials, and its tables."""

from __future__ import annotations

import io

from rich.console import Console

from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.ir.tasks import Placement
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.comparison_table import matrix, table
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.results import PipelineResult, Results, results, scenario_result
from polydag.runs.trials import Trial
from tests.runs.reference.pipelines import call, out, pipeline, ran

RETRY = Retry(count=1, delays=Delays(base=60.0))
ETL = pipeline(
    call("extract").model_copy(update={"retry": RETRY}), call("load", rows=out("extract"))
)
RECORD = ran(ETL, fail={"extract": 1})
BROKEN = RunRecord(engine="prefect-3.8", pipeline="p", runner=RunnerReport(error="gone"))


def skipping(id: str) -> RunRecord:
    tasks = [t.model_copy(update={"state": "skipped"}) if t.id == id else t for t in RECORD.tasks]
    return RECORD.model_copy(update={"engine": "dagster-1.13", "tasks": tuple(tasks)})


def result(*others: Side, p: Pipeline = ETL) -> PipelineResult:
    first = Side("source", RECORD)
    found = tuple(compare(p, RECORD, first, other) for other in others)
    trial = Trial(p, JobScenario(name="fails once"), RECORD, (first, *others), found, True)
    sides = tuple(side.name for side in trial.sides)
    scenarios = (scenario_result(trial),)
    return PipelineResult(path="p.py", id="p", against="source", sides=sides, scenarios=scenarios)


def printed(found: PipelineResult) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(matrix(found))
    console.print(table(found.scenarios[0], "p: fails once"))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_every_task_has_a_verdict_per_side() -> None:
    found = result(Side("dagster", skipping("load")), Side("prefect", RECORD))
    extract, load = found.scenarios[0].tasks
    assert extract.verdicts == {"dagster": Verdict.EQUAL, "prefect": Verdict.EQUAL}
    assert load.verdicts == {"dagster": Verdict.DIFFERENT, "prefect": Verdict.EQUAL}
    assert load.states["dagster"] == ("skipped",)
    assert extract.attempts["source"] == 2


def test_a_task_that_does_not_stand_on_a_side_has_no_verdict_there() -> None:
    inlined = RECORD.model_copy(update={"tasks": RECORD.tasks[:1]})
    side = Side("dagster", inlined, {"load": Placement(how="inlined")})
    [_, load] = result(side).scenarios[0].tasks
    assert load.verdicts == {}
    assert set(load.states) == {"source"}


def test_a_runner_that_failed_has_neither_a_state_nor_tasks() -> None:
    found = result(Side("prefect", BROKEN))
    assert found.scenarios[0].run == {"source": "success", "prefect": None}
    assert all(task.verdicts == {} for task in found.scenarios[0].tasks)


def test_results_are_counted_and_survive_json() -> None:
    sides = (Side("dagster", skipping("load")), Side("prefect", BROKEN), Side("airflow", None))
    found = results([result(*sides)])
    counted = found.summary
    assert (counted.pipelines, counted.scenarios) == (1, 1)
    assert (counted.equal, counted.different, counted.failed, counted.not_run) == (0, 1, 1, 1)
    assert Results.model_validate_json(found.to_json()) == found


def test_the_tables_show_states_attempts_and_verdicts_of_each_side() -> None:
    text = printed(result(Side("dagster", skipping("load")), Side("prefect", BROKEN)))
    assert "success (2 attempts)" in text
    assert "success · different" in text
    assert "skipped ≠" in text
    assert "failed to run" in text


def test_an_engine_that_is_not_there_is_not_run() -> None:
    assert "not run" in printed(result(Side("prefect", None)))
