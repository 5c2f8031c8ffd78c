"""Schedules say when runs start and which time they are about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.ir.policies import Schedule

from .conftest import Read

Reader = Callable[[str], Read]
JOB = """
from dagster import (
    DailyPartitionsDefinition,
    DefaultScheduleStatus,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    ScheduleDefinition,
    TimeWindowPartitionsDefinition,
    WeeklyPartitionsDefinition,
    asset,
    build_schedule_from_partitioned_job,
    define_asset_job,
)

@asset(partitions_def={partitions})
def rows():
    return [1]

nightly = define_asset_job("nightly", selection=[rows])
"""


def test_a_cron_starts_its_job(read: Reader) -> None:
    found = read(
        JOB.format(partitions=None)
        + "at_two = ScheduleDefinition(job=nightly, cron_schedule='0 2 * * *',"
        " execution_timezone='Europe/Berlin', default_status=DefaultScheduleStatus.RUNNING)\n"
    )
    wanted = Schedule(kind="cron", crons=("0 2 * * *",), timezone="Europe/Berlin", paused=False)
    assert found.pipeline.schedules == (wanted,)
    assert found.codes == ()


@pytest.mark.parametrize(
    ("partitions", "arguments", "cron"),
    [
        pytest.param("DailyPartitionsDefinition('2026-01-01')", "hour_of_day=6, minute_of_hour=30", "30 6 * * *", id="a day"),
        pytest.param("DailyPartitionsDefinition('2026-01-01', hour_offset=4)", "", "0 4 * * *", id="a day with an offset"),
        pytest.param("HourlyPartitionsDefinition('2026-01-01-00:00')", "minute_of_hour=5", "5 * * * *", id="an hour"),
        pytest.param("WeeklyPartitionsDefinition('2026-01-01')", "day_of_week=1", "0 0 * * 1", id="a week"),
        pytest.param("MonthlyPartitionsDefinition('2026-01-01')", "day_of_month=3", "0 0 3 * *", id="a month"),
        pytest.param(
            "TimeWindowPartitionsDefinition(start='2026-01-01', fmt='%Y', cron_schedule='30 4 * * 1-5')",
            "", "30 4 * * 1-5", id="a window",
        ),
    ],
)  # fmt: skip
def test_a_partitioned_job_runs_after_each_partition(
    read: Reader, partitions: str, arguments: str, cron: str
) -> None:
    found = read(
        JOB.format(partitions=partitions)
        + f"each = build_schedule_from_partitioned_job(nightly, {arguments})\n"
    )
    [schedule] = found.pipeline.schedules
    assert (schedule.crons, schedule.window) == ((cron,), "preceding")


def test_a_partition_says_when_runs_begin(read: Reader) -> None:
    found = read(JOB.format(partitions="DailyPartitionsDefinition(start_date='2026-01-01')"))
    assert found.pipeline.start == "2026-01-01"
