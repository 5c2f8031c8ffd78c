"""Runs of the small pipelines that the tests of the runners keep."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from polydag.runs import interpreters
from polydag.runs.protocol import Job
from polydag.runs.record import RunRecord, TaskRecord
from polydag.runs.runners import Runners

PIPELINES = Path(__file__).parent.parent / "pipelines"
FOLDERS = {
    "airflow-3.3": "airflow",
    "airflow-2.11": "airflow2",
    "dagster-1.13": "dagster",
    "prefect-3.8": "prefect",
}

Run = Callable[..., RunRecord]


@pytest.fixture
def run(runners: Runners) -> Run:
    """Run a pipeline of `tests/runs/pipelines/<engine>/<file>.py`."""

    def start(engine: str, pipeline: str, file: str = "basics", **fields: object) -> RunRecord:
        if not is_there(engine):
            pytest.skip(f"not run: {engine} needs {interpreters.needed(engine)}")
        folder = PIPELINES / FOLDERS[engine]
        asked = {"file": folder / f"{file}.py", "root": folder, "pipeline": pipeline, **fields}
        return runners.run(engine, Job.model_validate(asked))

    return start


def is_there(engine: str) -> bool:
    """Whether the engine can be had here, or must be."""
    required = bool(os.environ.get("POLYDAG_REQUIRE_ENGINES"))
    return required or interpreters.choose(engine) is not None


def by_id(record: RunRecord) -> dict[str, TaskRecord]:
    """The tasks of a record without mappings; a failure of the runner fails the test."""
    assert record.runner.error is None, record.runner
    return {task.id: task for task in record.tasks}
