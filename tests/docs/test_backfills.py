"""The commands of the guide on backfills exist, and the one that people copy from older texts does not."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from polydag.conformance.suite import Suite
from polydag.engines import parse_target
from polydag.runs.environments import EngineEnvironment, find
from polydag.translate import convert_files, discover

SUITE = Suite(Path(__file__).parents[2] / "conformance")
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "backfills.md"


def environment(engine: str) -> EngineEnvironment:
    found = find(engine)
    assert found is not None, f"no environment for {engine}: make engines"
    return found


def command(engine: str) -> list[str]:
    [line] = re.findall(rf"\| {engine} \| `([^`]+)`", GUIDE.read_text())
    return str(line).split()


def run(engine: str, words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    program = environment(engine).program(words[0])
    own = {"DAGSTER_HOME": str(folder), "DAGSTER_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
    return subprocess.run(
        [program, *words[1:]],
        cwd=folder,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.engines
def test_the_backfill_of_a_converted_job_is_launched(tmp_path: Path) -> None:
    [text] = convert_files(
        discover([str(SUITE.case("seed-backfill").file)]), [parse_target("dagster")]
    ).texts
    (tmp_path / "daily_pipeline.py").write_text(text)
    done = run("dagster", command("Dagster"), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Launched backfill job" in done.stdout + done.stderr


@pytest.mark.engines
def test_dagster_has_no_command_for_backfills_of_assets(tmp_path: Path) -> None:
    words = ["dagster", "asset", "backfill", "--from", "2024-01-01", "--to", "2024-12-31"]
    done = run("dagster", words, tmp_path)
    assert done.returncode == 2
    assert "No such command 'backfill'" in done.stderr


@pytest.mark.engines
def test_airflow_knows_the_options_of_the_guide(tmp_path: Path) -> None:
    words = command("Airflow")
    done = run("airflow", [*words[:3], "--help"], tmp_path)
    assert done.returncode == 0
    assert all(word in done.stdout for word in words if word.startswith("--"))
