"""Engines played by the reference: every environment seems to be there, and each run does what the source says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from polydag.engines import EngineVersion, parse_target
from polydag.runs import environments
from polydag.runs.environments import EngineEnvironment
from polydag.runs.protocol import Job
from polydag.runs.record import RunnerReport, RunRecord
from polydag.runs.runners import Runners
from polydag.runs.schedules.asking import answer
from polydag.runs.schedules.record import ScheduleJob, ScheduleRecord
from polydag.runs.stages import Manner, Stage, reference
from polydag.translate import SourceFile, read_file

Change = Callable[[RunRecord], RunRecord]
Answer = Callable[[ScheduleRecord], ScheduleRecord]


def play(
    monkeypatch: pytest.MonkeyPatch,
    *files: Path,
    installed: tuple[str, ...] = ("airflow-3.3", "dagster-1.13", "prefect-3.8"),
    wrong: dict[str, Change] | None = None,
    answers: dict[str, Answer] | None = None,
) -> None:
    """Play the engines for the pipelines of these files; `wrong` changes the records of an engine, `answers` its schedules."""
    stages = {stage.pipeline.id: stage for file in files for stage in _stages(file)}

    def find(engine: str) -> EngineEnvironment | None:
        version: EngineVersion = parse_target(engine)
        return EngineEnvironment(version, Path("nowhere")) if version.key in installed else None

    def run(self: Runners, engine: str, job: Job) -> RunRecord:
        key = parse_target(engine).key
        record = stages[job.pipeline].run(job.scenario, Manner(), self)
        record = record.model_copy(update={"engine": key})
        change = (wrong or {}).get(key)
        return change(record) if change else record

    def ask(self: Runners, engine: str, job: ScheduleJob) -> ScheduleRecord:
        found = answer(stages[job.pipeline], job.window, self)
        change = (answers or {}).get(parse_target(engine).key)
        return change(found) if change else found

    monkeypatch.setattr(environments, "find", find)
    monkeypatch.setattr(Runners, "run", run)
    monkeypatch.setattr(Runners, "ask", ask)


def _stages(file: Path) -> list[Stage]:
    module = read_file(SourceFile(file, file.name)).module
    assert module is not None
    return [reference(module, pipeline, file) for pipeline in module.pipelines]


def without(*ids: str) -> Change:
    """A record in which these tasks were left out although nothing above them failed."""

    def changed(record: RunRecord) -> RunRecord:
        tasks = tuple(
            t.model_copy(update={"state": "skipped", "raw_state": "skipped"}) if t.id in ids else t
            for t in record.tasks
        )
        return record.model_copy(update={"tasks": tasks})

    return changed


def broken(record: RunRecord) -> RunRecord:
    """What a runner gives that could not do its work."""
    return record.model_copy(
        update={"run": None, "tasks": (), "runner": RunnerReport(error="the worker ended (9)")}
    )
