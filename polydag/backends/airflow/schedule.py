"""Schedules as Airflow states them: crons, timetables, intervals, assets."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from polydag.backends.airflow.assets import identity
from polydag.backends.airflow.codes import (
    ClockChange,
    IntervalFromNow,
    OneRunWhereTheyMeet,
    ScheduleLost,
    ScheduleNameDropped,
)
from polydag.backends.airflow.intervals import keeps_intervals
from polydag.backends.airflow.policies import Keywords, seconds
from polydag.backends.airflow.versions.codes import RunAtSwitchOn, StartAdded
from polydag.backends.airflow.work import Work
from polydag.backends.clocks import first_overlap, first_shift
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

# Any day in the past: without catching up only the runs after switching on are made.
_SOME_START = "2024-01-01T00:00:00+00:00"


def schedule_keywords(pipeline: Pipeline, work: Work) -> Keywords:
    """`schedule=` and what comes with it."""
    schedules = pipeline.schedules
    if not schedules:
        return {"schedule": expression(None)} if work.dialect.states_schedule else {}
    for schedule in schedules:
        if schedule.name is not None and schedule.name != pipeline.id:
            work.tell(ScheduleNameDropped(pipeline=pipeline.id, name=schedule.name))
        shift = first_shift(schedule, work.module.engine, "airflow")
        if shift is not None:
            work.tell(ClockChange(pipeline=pipeline.id, **asdict(shift)))
    found: Keywords = {"schedule": _schedule(pipeline, _joined(pipeline, work), work)}
    if schedules[0].paused is not None:
        found["is_paused_upon_creation"] = expression(schedules[0].paused)
    return found


def _joined(pipeline: Pipeline, work: Work) -> Schedule:
    """One schedule of several crons where they differ in nothing else."""
    first, *others = pipeline.schedules
    crons, joined = list(first.crons), [first]
    for other in others:
        if (first.kind, first.timezone, first.window) == (
            other.kind,
            other.timezone,
            other.window,
        ) and other.kind == "cron":
            crons += other.crons
            joined.append(other)
        else:
            work.tell(ScheduleLost(pipeline=pipeline.id, what=_describe(other)))
    meeting = first_overlap(joined) if len(joined) > 1 else None
    if meeting is not None:
        work.tell(OneRunWhereTheyMeet(pipeline=pipeline.id, moment=meeting))
    return first.model_copy(update={"crons": tuple(crons)})


def _describe(schedule: Schedule) -> str:
    crons = ", ".join(str(cron) for cron in schedule.crons)
    return f"{schedule.kind} {crons}".strip()


def _schedule(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    match schedule.kind:
        case "cron":
            return _cron(pipeline, schedule, work)
        case "interval":
            return _every(pipeline, schedule, work)
        case "once" | "continuous":
            return expression(f"@{schedule.kind}")
        case "assets":
            return _assets(schedule, work)


def _every(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    since = schedule.anchor or pipeline.start
    if since is not None and pipeline.catchup is False and work.module.engine != "airflow":
        work.tell(IntervalFromNow(pipeline=pipeline.id, since=str(since)))
    step = seconds(schedule.every or 0.0, work)
    if work.dialect.window == "preceding":
        is_plain = schedule.window == "preceding"
        return step if is_plain else call(work.sdk("DeltaTriggerTimetable"), step)
    if keeps_intervals(pipeline, schedule, work):
        return call(work.sdk("DeltaDataIntervalTimetable"), step)
    return step


def _cron(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    zone = expression(schedule.timezone if schedule.timezone is not None else "UTC")
    if not work.dialect.has("several crons"):
        schedule = _in_one(pipeline, schedule, work)
    crons = [expression(cron) for cron in schedule.crons]
    if work.dialect.window == "preceding":
        return _of_two(pipeline, schedule, work)
    if keeps_intervals(pipeline, schedule, work):
        for other in schedule.crons[1:]:
            work.tell(ScheduleLost(pipeline=pipeline.id, what=f"cron {other}"))
        return call(work.sdk("CronDataIntervalTimetable"), crons[0], timezone=zone)
    if len(crons) > 1:
        return call(work.sdk("MultipleCronTriggerTimetable"), *crons, timezone=zone)
    if schedule.timezone in (None, "UTC", "Etc/UTC"):
        return crons[0]
    return call(work.sdk("CronTriggerTimetable"), crons[0], timezone=zone)


def _of_two(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    """Where a plain cron has data intervals it stands for these, in the zone of the start date."""
    zone = expression(schedule.timezone if schedule.timezone is not None else "UTC")
    cron = expression(schedule.crons[0])
    is_late = pipeline.catchup is False and work.dialect.has("run at switch-on")
    if is_late and work.module.engine != "airflow":
        work.tell(RunAtSwitchOn(pipeline=pipeline.id))
    if schedule.window == "point":
        return call(work.sdk("CronTriggerTimetable"), cron, timezone=zone)
    in_zone = schedule.timezone in (None, "UTC", "Etc/UTC") or isinstance(schedule.timezone, str)
    if in_zone and not isinstance(pipeline.start, Symbolic):
        return cron
    return call(work.sdk("CronDataIntervalTimetable"), cron, timezone=zone)


def _in_one(pipeline: Pipeline, schedule: Schedule, work: Work) -> Schedule:
    """Several crons as one: those that differ in one field only; of others the first."""
    first, *others = schedule.crons
    rows = [cron.split() for cron in schedule.crons if isinstance(cron, str)]
    if not others:
        return schedule
    if len(rows) == len(schedule.crons) and len({len(row) for row in rows}) == 1:
        columns = [list(dict.fromkeys(column)) for column in zip(*rows, strict=True)]
        if sum(len(column) > 1 for column in columns) == 1:
            joined = " ".join(",".join(column) for column in columns)
            return schedule.model_copy(update={"crons": (joined,)})
    for other in others:
        work.tell(ScheduleLost(pipeline=pipeline.id, what=f"cron {other}"))
    return schedule.model_copy(update={"crons": (first,)})


def _assets(schedule: Schedule, work: Work) -> Expression:
    assets = [_asset(id, work) for id in schedule.assets]
    if schedule.condition == "any" and len(assets) > 1:
        return Expression("(" + " | ".join(asset.text for asset in assets) + ")")
    return expression(assets)


def _asset(id: str, work: Work) -> Expression:
    known = work.module.assets.get(id)
    name, keywords = (expression(id), {}) if known is None else identity(known, work)
    return call(work.sdk("Asset"), name, **keywords)


def start_keywords(pipeline: Pipeline, work: Work) -> Keywords:
    """Start and end dates, and catching up where the source does."""
    found: Keywords = {}
    zone = next((s.timezone for s in pipeline.schedules if isinstance(s.timezone, str)), None)
    if pipeline.start is None and pipeline.schedules and work.dialect.needs_start:
        work.tell(StartAdded(pipeline=pipeline.id, start=_SOME_START[:10]))
        return found | {"start_date": _date(_SOME_START, zone), "catchup": expression(False)}
    if pipeline.start is not None:
        found["start_date"] = _date(pipeline.start, zone)
    if pipeline.end is not None:
        found["end_date"] = _date(pipeline.end, zone)
    kept = "schedule" in pipeline.extras.get("airflow", {})
    if pipeline.catchup is not work.dialect.catches_up and (pipeline.schedules or kept):
        found["catchup"] = expression(pipeline.catchup)
    return found


def _date(value: str | Symbolic, zone: str | None) -> Expression:
    if isinstance(value, Symbolic):
        return expression(value)
    moment = datetime.fromisoformat(value)
    in_utc = moment.tzinfo is None or moment.utcoffset() == timedelta(0)
    if in_utc and zone in (None, "UTC", "Etc/UTC"):
        # Without a zone of its own a date of Airflow is in UTC.
        return expression(moment.replace(tzinfo=None))
    if zone is None:
        return expression(moment)
    numbers = [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second]
    while len(numbers) > 3 and not numbers[-1]:
        numbers.pop()
    positional = ", ".join(str(number) for number in numbers)
    return Expression(
        f"pendulum.datetime({positional}, tz={expression(zone)})", (Import("pendulum"),)
    )
