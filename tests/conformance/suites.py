"""Small suites in a folder of the test's own, and records of engines that behave as a test wants them to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from polydag.conformance.excusing import excused
from polydag.conformance.judging import Judgement, judged
from polydag.conformance.planning import Plan, plan
from polydag.conformance.prepare import prepare
from polydag.conformance.result import Result
from polydag.conformance.suite import Suite
from polydag.engines import parse_target
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.runners import Runners
from polydag.runs.stages import REFERENCE

DAGSTER = parse_target("dagster")
PIPELINE = """
from polydag import Pipeline, task


@task
def extract() -> list[int]:
    return [1]


@task
def load(rows: list[int]) -> int:
    return len(rows)


with Pipeline("etl"):
    load(extract())
"""
CASE = """
doc: "What is loaded was extracted"
tags: [linear]
source: polydag
pipeline: etl
"""
FEW = "scenarios: [all succeed, extract fails, load fails]\n"
Change = Callable[[RunRecord], RunRecord]


def suite_of(folder: Path, more: str = "", **deviations: str) -> Suite:
    """A suite with one case `linear`, `more` lines of it, and deviations by engine (`dagster`).

    It is run under a few scenarios unless these lines state others, or a schedule.
    """
    case = folder / "cases" / "linear"
    case.mkdir(parents=True)
    stated = "scenarios:" in more or "schedule:" in more
    (case / "case.yaml").write_text(CASE + ("" if stated else FEW) + more)
    (case / "pipeline.py").write_text(PIPELINE)
    (folder / "deviations").mkdir()
    for engine, text in deviations.items():
        (folder / "deviations" / f"{parse_target(engine).key}.yaml").write_text(text)
    return Suite(folder)


def planned(
    suite: Suite, folder: Path, *, chosen: Mapping[str, frozenset[str]] | None = None
) -> Plan:
    """The case, ready for the reference and Dagster."""
    return plan(prepare(suite.case("linear"), folder, (DAGSTER,)), chosen)


def judgements(
    suite: Suite,
    folder: Path,
    changes: Mapping[str, Change],
    *,
    chosen: Mapping[str, frozenset[str]] | None = None,
) -> list[Judgement]:
    """What comes out when Dagster does what the reference does, but for the changes by scenario."""
    made = planned(suite, folder, chosen=chosen)
    records = {}
    with Runners() as runners:
        for run in made.runs:
            if run.column.name == REFERENCE:
                records[run.key] = run.column.stage.run(run.scenario, run.manner, runners)
    for run in made.runs:
        if run.column.name != REFERENCE:
            same = records[run.case, run.scenario.name, REFERENCE]
            own = same.model_copy(update={"engine": "dagster"})
            change = changes.get(run.scenario.name)
            records[run.key] = change(own) if change else own
    known = {DAGSTER.key: suite.deviations(DAGSTER.key)}
    return excused(made, judged(made, records), known)


def result_of(suite: Suite, folder: Path, changes: Mapping[str, Change]) -> Result:
    """The same as the result of a run of the suite."""
    found = judgements(suite, folder, changes)
    told = {"linear": {DAGSTER.key: frozenset({"DGW001", "DGW201"})}}
    return Result((suite.case("linear"),), (DAGSTER,), tuple(found), told)


def broken(record: RunRecord) -> RunRecord:
    """The record of a runner that failed."""
    return record.model_copy(update={"run": None, "runner": RunnerReport(error="it <died>")})


def missing(record: RunRecord) -> RunRecord:
    """The record where the engine is not installed."""
    report = RunnerReport(error="no environment for dagster-1.13")
    return record.model_copy(update={"run": None, "runner": report})


def with_state(id: str, state: str) -> Change:
    """The record with another state of a task."""

    def changed(record: RunRecord) -> RunRecord:
        tasks = [
            t.model_copy(update={"state": state, "raw_state": state}) if t.id == id else t
            for t in record.tasks
        ]
        return record.model_copy(update={"tasks": tuple(tasks)})

    return changed
