"""Timetables of Airflow as schedules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.ir.values import Constant
from tests.frontends.airflow.conftest import Read as File

Read = Callable[[str], File]
HEAD = """
import pendulum
from datetime import timedelta
from dateutil.relativedelta import relativedelta
from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, DeltaTriggerTimetable
from airflow.sdk import EventsTimetable, MultipleCronTriggerTimetable
from airflow.timetables.simple import ContinuousTimetable, NullTimetable, OnceTimetable
"""


def scheduled(written: str) -> str:
    return f'{HEAD}\nwith DAG("etl", schedule={written}):\n    EmptyOperator(task_id="a")\n'


@pytest.mark.parametrize(
    ("written", "schedules"),
    [
        ("NullTimetable()", ()),
        ("OnceTimetable()", (Schedule(kind="once"),)),
        ("ContinuousTimetable()", (Schedule(kind="continuous"),)),
        (
            "EventsTimetable([pendulum.datetime(2026, 5, 3), pendulum.datetime(2026, 3, 3, 8)])",
            (
                Schedule(
                    kind="dates",
                    dates=("2026-03-03T08:00:00+00:00", "2026-05-03T00:00:00+00:00"),
                ),
            ),
        ),
        (
            'CronTriggerTimetable("@weekly", pendulum.timezone("Europe/Berlin"), '
            "interval=timedelta(days=7))",
            (
                Schedule(
                    kind="cron",
                    crons=("0 0 * * 0",),
                    timezone="Europe/Berlin",
                    window="preceding",
                    length=604800.0,
                ),
            ),
        ),
        (
            "DeltaTriggerTimetable(timedelta(hours=6), interval=timedelta())",
            (Schedule(kind="interval", every=21600.0),),
        ),
        (
            'AssetOrTimeSchedule(timetable=CronTriggerTimetable("5 * * * *", timezone="UTC"), '
            'assets=[Asset("a"), Asset("b")])',
            (
                Schedule(kind="cron", crons=("5 * * * *",), timezone="UTC"),
                Schedule(kind="assets", assets=("a", "b")),
            ),
        ),
    ],
)
def test_a_timetable_is_a_schedule(
    read: Read, written: str, schedules: tuple[Schedule, ...]
) -> None:
    result = read(scheduled(written))
    assert (result.pipeline.schedules, result.codes) == (schedules, [])


def test_what_only_airflow_is_told_stays_with_the_schedule(read: Read) -> None:
    written = 'MultipleCronTriggerTimetable("0 1 * * *", timezone="UTC", run_immediately=True)'
    [schedule] = read(scheduled(written)).pipeline.schedules
    assert schedule.extras == {"airflow": {"run_immediately": Constant(value=True)}}


@pytest.mark.parametrize("span", ["timedelta(hours=step())", "relativedelta(months=1)"])
def test_a_span_that_is_computed_is_no_cron(read: Read, span: str) -> None:
    [schedule] = read("from company.settings import step\n" + scheduled(span)).pipeline.schedules
    assert schedule.kind == "interval"
    assert isinstance(schedule.every, Symbolic)
    assert schedule.every.text == span


@pytest.mark.parametrize(
    "written",
    [
        "EventsTimetable(days())",
        'AssetOrTimeSchedule(timetable=NullTimetable(), assets=[AssetAlias("a")])',
        "Workdays(hour=3)",
    ],
)
def test_a_timetable_that_is_not_known_is_told_as_it_is_written(read: Read, written: str) -> None:
    result = read("from company.times import Workdays, days\n" + scheduled(written))
    assert result.codes == ["AFR305"]
    assert f"`{written}`" in result.diagnostics[0].message


@pytest.mark.parametrize("paused", [True, False])
def test_a_dag_that_begins_paused_has_schedules_that_do(read: Read, paused: bool) -> None:
    written = f"[Asset('a')], is_paused_upon_creation={paused}"
    pipeline = read(scheduled(written)).pipeline
    assert [schedule.paused for schedule in pipeline.schedules] == [paused]
    assert pipeline.extras == {}
