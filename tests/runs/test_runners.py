"""All runners behind one call."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.engines import UnknownEngineError
from polydag.runs.protocol import Job
from polydag.runs.runners import Runners, run_job

JOB = Job(file=Path("/etl.py"), root=Path("/"), pipeline="etl")


def test_a_missing_environment_is_told_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path))
    record = run_job("airflow2", JOB)
    assert record.run is None
    assert record.runner.error is not None
    assert "polydag engines install airflow@2.11" in record.runner.error


def test_an_unknown_engine_is_the_caller_s_mistake() -> None:
    with Runners() as runners, pytest.raises(UnknownEngineError):
        runners.run("luigi", JOB)
