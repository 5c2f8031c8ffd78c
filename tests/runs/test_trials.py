"""Trials: who is held against whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from polydag.backends.contract import PipelinePlan
from polydag.engines import EngineVersion
from polydag.runs.compare import Verdict
from polydag.runs.protocol import Job
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive
from polydag.runs.stages import Manner, Stage, reference
from polydag.runs.trials import Trial, trials
from tests.cli.models import ETL

OWN = reference(ETL, ETL.pipelines[0], Path("etl.py"))
SOURCE = replace(OWN, engine=EngineVersion("airflow", "3.3"))
WRITTEN = replace(
    OWN,
    engine=EngineVersion("dagster", "1.13"),
    plan=PipelinePlan(id="etl", address="etl", placements={}),
)


class Echo(Runners):
    """An engine that does what the reference does, but for the scenario in which it fails to fail."""

    def __init__(self, wrong: str = "") -> None:
        super().__init__()
        self.wrong = wrong

    def run(self, engine: str, job: Job) -> RunRecord:
        scenario = derive(ETL.pipelines[0])[0] if job.scenario.name == self.wrong else job.scenario
        return OWN.run(scenario, Manner(), self)


def tried(*stages: Stage, wrong: str = "") -> list[Trial]:
    return list(trials(OWN, stages, derive(ETL.pipelines[0], ETL), Manner(), Echo(wrong)))


def names(trial: Trial) -> list[str]:
    return [side.name for side in trial.sides]


def test_the_source_is_what_others_must_equal() -> None:
    found = tried(SOURCE, WRITTEN)
    assert [trial.scenario.name for trial in found] == [
        "all succeed",
        "extract fails",
        "extract fails once",
        "extract fails once after its body",
        "load fails",
        "the same date twice",
    ]
    assert all(names(trial) == ["airflow-3.3", "dagster-1.13"] for trial in found)
    assert all(trial.verdicts == {Verdict.EQUAL} for trial in found)


def test_without_the_source_the_reference_is() -> None:
    assert names(tried(WRITTEN)[0]) == ["reference", "dagster-1.13"]
    assert names(tried(OWN, WRITTEN)[0]) == ["reference", "dagster-1.13"]


def test_a_source_alone_is_held_against_its_reading() -> None:
    assert names(tried(SOURCE)[0]) == ["airflow-3.3", "reference"]


def test_an_engine_that_behaves_otherwise_is_found() -> None:
    found = tried(OWN, WRITTEN, wrong="load fails")
    verdicts = {trial.scenario.name: trial.verdicts for trial in found}
    assert verdicts.pop("load fails") == {Verdict.DIFFERENT}
    assert set(verdicts.values()) == {frozenset({Verdict.EQUAL})}
