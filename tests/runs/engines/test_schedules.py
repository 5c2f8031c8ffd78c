"""Every engine's own code says which runs a schedule starts, and that is what the model is taken to mean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from polydag.cli.main import polydag

pytestmark = pytest.mark.engines

NIGHTLY = """
import pendulum
from airflow.{module} import dag, task


@dag(schedule="30 2 * * *", start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"))
def nightly():
    @task
    def one():
        return 1

    one()


nightly()
"""


def test_the_night_when_clocks_go_forward(tmp_path: Path) -> None:
    source = tmp_path / "nightly.py"
    source.write_text(NIGHTLY.format(module="sdk"))
    window = ["--since", "2026-03-28", "--until", "2026-03-30"]
    engines = "airflow@3.3,dagster,prefect,reference"
    asked = ["compare", str(source), "--on", engines, "--schedule", *window]
    run = CliRunner().invoke(polydag, [*asked, "--output-format", "json"])
    [found] = json.loads(run.stdout)["pipelines"]
    sunday = {side: record["fires"][1]["at"] for side, record in found["records"].items()}
    assert sunday == {
        "airflow-3.3": "2026-03-29T01:30:00+00:00",
        "reference": "2026-03-29T01:30:00+00:00",
        "dagster-1.13": "2026-03-29T01:00:00+00:00",
        "prefect-3.8": "2026-03-29T00:30:00+00:00",
    }
    assert run.exit_code == 1


def test_in_airflow_2_a_run_is_about_the_day_before(tmp_path: Path) -> None:
    source = tmp_path / "nightly.py"
    source.write_text(NIGHTLY.format(module="decorators"))
    window = ["--since", "2026-01-10", "--until", "2026-01-11"]
    asked = ["compare", str(source), "--on", "airflow@2.11,reference", "--schedule", *window]
    run = CliRunner().invoke(polydag, [*asked, "--output-format", "json"])
    [found] = json.loads(run.stdout)["pipelines"]
    about = ["2026-01-09T01:30:00+00:00", "2026-01-10T01:30:00+00:00"]
    assert found["records"]["airflow-2.11"]["fires"] == [{"at": about[1], "interval": about}]
