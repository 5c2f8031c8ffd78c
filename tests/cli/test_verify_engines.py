"""`polydag verify` on real engines: the source on its own, the conversion on another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.engines
FLOW = """
from prefect import flow, task

@task(retries=1)
def extract() -> list[int]:
    return [1]

@task
def load(rows: list[int]) -> int:
    raise SystemExit("a stub stands here")

@flow
def nightly():
    return load(extract())
"""
NAMES = (
    "--scenario",
    "all succeed",
    "--scenario",
    "extract fails once",
    "--scenario",
    "load fails",
)


def test_source_and_conversion_behave_alike_and_no_body_runs(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "nightly.py"
    file.write_text(FLOW)
    done = cli("verify", file, "--to", "dagster", *NAMES, "--output-format", "json")
    found = json.loads(done.out)
    [pipeline] = found["pipelines"]
    assert (done.code, found["summary"]["equal"]) == (0, 3)
    assert pipeline["sides"] == ["source (prefect-3.8)", "dagster-1.13"]
    runs = {scenario["name"]: scenario["run"]["dagster-1.13"] for scenario in pipeline["scenarios"]}
    assert runs == {
        "all succeed": "success",
        "extract fails once": "success",
        "load fails": "failed",
    }


def test_a_file_that_its_engine_cannot_load_failed_to_run(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "nightly.py"
    file.write_text(FLOW + '\nraise RuntimeError("no such table")\n')
    done = cli("verify", file, "--to", "dagster", "--scenario", "all succeed")
    assert done.code == 2
    assert "failed to run: source (prefect-3.8):" in done.out
