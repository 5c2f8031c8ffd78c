"""Facts about a run that its tasks can ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError
from pydantic import JsonValue

from polydag.ir.pipeline import Pipeline

DAY = timedelta(days=1)


def facts_of(pipeline: Pipeline, logical_date: str) -> dict[str, JsonValue]:
    """The facts by neutral name, dates as ISO 8601."""
    date = datetime.fromisoformat(logical_date)
    end = date + step(pipeline, date)
    before = date - step(pipeline, date)
    return {
        "ds": f"{date:%Y-%m-%d}",
        "ds_nodash": f"{date:%Y%m%d}",
        "ts": date.isoformat(),
        "ts_nodash": f"{date:%Y%m%dT%H%M%S}",
        "ts_nodash_with_tz": date.isoformat().replace("-", "").replace(":", ""),
        "logical_date": date.isoformat(),
        "data_interval_start": date.isoformat(),
        "data_interval_end": end.isoformat(),
        "partition_key": f"{date:%Y-%m-%d}",
        "prev_logical_date": before.isoformat(),
        **_days("prev_ds", before),
        **_days("next_ds", end),
        **_days("yesterday_ds", date - DAY),
        **_days("tomorrow_ds", date + DAY),
        "run_id": f"reference__{date.isoformat()}",
        "pipeline": pipeline.id,
        "pipeline_id": pipeline.id,
    }


def _days(key: str, date: datetime) -> dict[str, str]:
    """A day in both spellings."""
    return {key: f"{date:%Y-%m-%d}", f"{key}_nodash": f"{date:%Y%m%d}"}


def step(pipeline: Pipeline, date: datetime) -> timedelta:
    """The distance between two runs: from the schedule where it is known, else a day."""
    for schedule in pipeline.schedules:
        if isinstance(schedule.every, float):
            return timedelta(seconds=schedule.every)
        for cron in schedule.crons:
            if isinstance(cron, str):
                return _cron_step(cron, date)
    return DAY


def _cron_step(cron: str, date: datetime) -> timedelta:
    try:
        ticks = CronSim(cron, date.astimezone(UTC))
    except CronSimError:
        return DAY
    first = next(ticks)
    return next(ticks) - first
