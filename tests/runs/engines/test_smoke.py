"""The trial run, which every install makes: failed where the engine is broken; a registered environment is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.runs import environments, installing, smoke
from polydag.runs.environments import EngineEnvironment

pytestmark = pytest.mark.engines


def test_an_engine_that_returns_something_else_does_not_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environment = environments.find("dagster")
    assert environment is not None
    wrong = smoke.program("dagster-1.13").replace("number + 1", "number + 2")
    monkeypatch.setattr(smoke, "program", lambda key: wrong)
    assert smoke.failure(environment) == (
        "the trial run failed: it gave {'one': 1, 'two': 3}, not one 1 and two 2"
    )


def test_the_user_s_own_environment_runs_pipelines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = environments.find("dagster")
    assert theirs is not None
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path))
    made = installing.register("dagster", theirs.python)
    assert isinstance(made, EngineEnvironment)
    assert made.folder == tmp_path / "dagster-1.13"
    assert not (made.folder / "bin").exists()
    assert environments.find("dagster") == made


def test_an_interpreter_without_the_engine_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefect = environments.find("prefect")
    assert prefect is not None
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path))
    refused = installing.register("dagster", prefect.python)
    assert isinstance(refused, installing.NotInstalled)
    assert refused.reason == f"{prefect.python} has no dagster"
