"""`--scheduler` and `--until`: what is asked of Airflow 3, and who else is asked in vain; the engines are played."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.runs.record import OtherRun, RunRecord
from tests.cli.conftest import Cli
from tests.cli.played import play

DAILY = """
from airflow.sdk import dag, task

@dag(schedule="@daily", catchup=True)
def daily():
    @task
    def load(): return 1
    load()

daily()
"""
PLAIN = "from polydag import Pipeline, task\n\n@task\ndef load(): return 1\n\nwith Pipeline('etl'):\n    load()\n"


@pytest.fixture
def daily(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "daily.py"
    file.write_text(DAILY)
    play(monkeypatch, file, wrong={"airflow-3.3": caught_up})
    return file


def caught_up(record: RunRecord) -> RunRecord:
    """The record with a second run, which failed."""
    assert record.run is not None
    failed = record.run.model_copy(update={"state": "failed", "logical_date": "2026-01-06"})
    return record.model_copy(
        update={"others": (OtherRun(pipeline="daily", run=failed, tasks=record.tasks),)}
    )


def test_every_run_of_a_catch_up_is_shown_and_one_that_failed_is_exit_code_1(
    cli: Cli, daily: Path
) -> None:
    words = ("--on", "airflow", "--date", "2026-01-05", "--until", "2026-01-06")
    done = cli("run", daily, *words)
    assert done.code == 1
    titles = " ".join(done.out.split())
    assert "daily (2026-01-05T00:00:00+00:00) on airflow-3.3: success" in titles
    assert "daily (2026-01-06) on airflow-3.3: failed" in titles


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ["--on", "airflow,dagster", "--date", "2026-01-05", "--until", "2026-01-06"],
            "--until needs the scheduler of Airflow 3: --on airflow, nothing else",
            id="catching up elsewhere too",
        ),
        pytest.param(
            ["--on", "airflow", "--until", "2026-01-06"],
            "--until needs an earlier --date to begin with",
            id="catching up from nowhere",
        ),
        pytest.param(
            ["--on", "airflow", "--date", "2026-01-07", "--until", "2026-01-06"],
            "--until needs an earlier --date to begin with",
            id="catching up backwards",
        ),
        pytest.param(
            ["--on", "dagster,airflow@2.11", "--scheduler"],
            "--scheduler is Airflow 3's own, which nothing runs on here",
            id="the scheduler of engines without one",
        ),
    ],
)
def test_what_no_scheduler_can_do_is_a_usage_error(
    cli: Cli, daily: Path, words: list[str], message: str
) -> None:
    done = cli("run", daily, *words)
    assert done.code == 2
    assert message in done.err


def test_verify_takes_the_scheduler_for_a_source_that_runs_on_airflow_and_no_other(
    cli: Cli, daily: Path, tmp_path: Path
) -> None:
    assert cli("verify", daily, "--to", "dagster", "--scheduler").code == 0
    other = tmp_path / "etl.py"
    other.write_text(PLAIN)
    done = cli("verify", other, "--to", "dagster", "--scheduler")
    assert done.code == 2
    assert "which nothing runs on here" in done.err
