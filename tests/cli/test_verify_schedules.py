"""`polydag verify` holds the schedules against each other too; the engines are played by the reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.runs.record import RunnerReport
from polydag.runs.results import Results
from polydag.runs.schedules.record import ScheduleRecord
from tests.cli.conftest import Cli
from tests.cli.played import play

DAILY = """
from datetime import datetime
from airflow.sdk import dag, task

@dag(schedule={schedule}, start_date=datetime(2026, 1, 1))
def daily():
    @task
    def one(): ...
    one()

daily()
"""
CRON = DAILY.format(schedule='"0 6 * * *"')
# Berlin's clocks change at night, which is told.
NIGHTLY = """
import pendulum
from airflow.sdk import dag, task

@dag(schedule="30 2 * * *", start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"))
def nightly():
    @task
    def one(): ...
    one()

nightly()
"""


def without_march(found: ScheduleRecord) -> ScheduleRecord:
    kept = tuple(fire for fire in found.fires if "2026-03-29" not in fire.at)
    return found.model_copy(update={"fires": kept})


def silent(found: ScheduleRecord) -> ScheduleRecord:
    return found.model_copy(update={"fires": (), "runner": RunnerReport(error="it died")})


def file_of(folder: Path, text: str) -> Path:
    file = folder / "dag.py"
    file.write_text(text)
    return file


def test_a_schedule_that_starts_the_same_runs_is_said(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, CRON)
    play(monkeypatch, file)
    done = cli("verify", file, "--to", "dagster")
    assert done.code == 0
    assert done.out.endswith("3 of 3 scenarios behave the same, the schedule is the same\n")
    done = cli("verify", file, "--to", "dagster", "--check")
    assert (done.out, done.err) == ("", "1 pipeline, 3 scenarios, 1 schedule: 4 equal\n")


def test_a_year_from_the_first_day_on_is_asked_about(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, CRON)
    play(monkeypatch, file)
    done = cli("verify", file, "--to", "dagster", "--output-format", "json")
    [found] = Results.model_validate_json(done.out).pipelines
    assert found.schedule is not None
    window = found.schedule.window
    assert (window.start[:10], window.end[:10], window.fires) == ("2026-01-01", "2027-01-02", 400)
    assert {len(record.fires) for record in found.schedule.records.values()} == {366}


def test_another_run_differs_in_every_report(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, CRON)
    play(monkeypatch, file, answers={"dagster-1.13": without_march})
    monkeypatch.setenv("COLUMNS", "120")
    words = ("verify", file, "--to", "dagster")
    line = "schedule: run: source (airflow-3.3) '2026-03-29 06:00:00+0000', dagster-1.13 'no run'"
    done = cli(*words, "--report", tmp_path / "all.html")
    assert done.code == 1
    assert "3 of 3 scenarios behave the same, the schedule differs\n" in done.out
    assert line in done.out
    page = (tmp_path / "all.html").read_text()
    assert "366 runs" in page
    assert "Sun 2026-03-29 06:00 UTC" in page
    assert cli(*words, "--check").out == f"{file}: daily: {line}\n"
    verbose = cli(*words, "--verbose").out
    assert "365 runs · different" in verbose
    assert line in verbose


def test_a_difference_that_was_told_may_be_allowed(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, NIGHTLY)
    play(monkeypatch, file, answers={"dagster-1.13": without_march})
    done = cli("verify", file, "--to", "dagster")
    assert done.code == 1
    assert "the schedule differs as told" in done.out
    assert "'no run', told by DGW220" in done.out
    assert cli("verify", file, "--to", "dagster", "--allow-told").code == 0


def test_a_runner_that_gives_no_answer_is_no_difference(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, CRON)
    play(monkeypatch, file, answers={"dagster-1.13": silent})
    done = cli("verify", file, "--to", "dagster")
    assert done.code == 2
    assert "the schedule failed to run" in done.out
    assert "schedule: failed to run: dagster-1.13: it died" in done.out


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(DAILY.format(schedule="None"), id="nothing starts runs"),
        pytest.param(CRON, id="scenarios are named"),
    ],
)
def test_nothing_is_said_where_nobody_asked_or_nothing_starts_runs(
    text: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(tmp_path, text)
    play(monkeypatch, file)
    named = ("--scenario", "all succeed") if text == CRON else ()
    done = cli("verify", file, "--to", "dagster", *named)
    assert done.code == 0
    assert "schedule" not in done.out


def test_a_reading_that_has_only_an_expression_is_held_against_nothing(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import os\n" + DAILY.format(schedule='os.environ["CRON"]')
    file = file_of(tmp_path, text)
    play(monkeypatch, file, installed=("dagster-1.13",))
    done = cli("verify", file, "--to", "dagster")
    assert done.code == 0
    assert (
        'the schedule is not compared: the cron is the expression `os.environ["CRON"]`' in done.out
    )
