"""Schedules as Airflow states them: crons, timetables, intervals, assets."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from polydag.backends.airflow.assets import awaited
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
from polydag.backends.codes import NoClock
from polydag.backends.unclocked import unclocked
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import AssetCondition, Schedule
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
    found: Keywords = {"schedule": _stated(pipeline, work)}
    if schedules[0].paused is not None:
        found["is_paused_upon_creation"] = expression(schedules[0].paused)
    return found


def _joined(pipeline: Pipeline, work: Work) -> tuple[Schedule, Schedule | None]:
    """One schedule of several crons where they differ in nothing else, and the one by assets beside it."""
    timed = [schedule for schedule in pipeline.schedules if schedule.kind != "assets"]
    waiting = [schedule for schedule in pipeline.schedules if schedule.kind == "assets"]
    first, *others = timed or waiting
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
    for other in waiting[1:] if timed else ():
        work.tell(ScheduleLost(pipeline=pipeline.id, what=_describe(other)))
    beside = waiting[0] if timed and waiting else None
    return first.model_copy(update={"crons": tuple(crons)}), beside


def _describe(schedule: Schedule) -> str:
    named = [*schedule.crons, *schedule.of_assets.named]
    return f"{schedule.kind} {', '.join(map(str, named))}".strip()


def _stated(pipeline: Pipeline, work: Work) -> Expression:
    """The value of `schedule`."""
    timed, waiting = _joined(pipeline, work)
    if waiting is None:
        return _schedule(pipeline, timed, work)
    name = work.sdk("AssetOrTimeSchedule")
    keywords = {
        "timetable": _timetable(pipeline, timed, work),
        work.dialect.word("AssetOrTimeSchedule", "assets"): _assets(waiting, work, pipeline.id),
    }
    return call(name, **keywords)


def _timetable(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    """A schedule as a timetable, where Airflow takes no plain one."""
    made = _schedule(pipeline, schedule, work)
    zone = expression(schedule.timezone if schedule.timezone is not None else "UTC")
    kind = "DataInterval" if work.dialect.window == "preceding" else "Trigger"
    if schedule.crons and made == expression(schedule.crons[0]):
        return call(work.sdk(f"Cron{kind}Timetable"), made, timezone=zone)
    if schedule.every is not None and made == seconds(schedule.every, work):
        return call(work.sdk(f"Delta{kind}Timetable"), made)
    if schedule.kind in ("once", "continuous"):
        name = f"{schedule.kind.title()}Timetable"
        return call(work.airflow("airflow.sdk.definitions.timetables.simple", name))
    return made


def _schedule(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    match schedule.kind:
        case "cron":
            return _cron(pipeline, schedule, work)
        case "interval":
            return _every(pipeline, schedule, work)
        case "dates":
            return _events(schedule, work)
        case "once" | "continuous":
            return expression(f"@{schedule.kind}")
        case "assets":
            return _assets(schedule, work, pipeline.id)


def _events(schedule: Schedule, work: Work) -> Expression:
    dates = expression([_event(one) for one in schedule.dates])
    # That of the task SDK cannot be read back by the scheduler of 3.3.
    name = work.airflow("airflow.timetables.events", "EventsTimetable")
    return call(name, event_dates=dates, **_own(schedule, work))


def _event(moment: str) -> Expression:
    """A moment of a list, which Airflow compares with others that have a zone."""
    stated = datetime.fromisoformat(moment)
    found = stated.astimezone(UTC) if stated.tzinfo else stated
    return Expression(f"pendulum.datetime({_numbers(found)})", (Import("pendulum"),))


def _own(schedule: Schedule, work: Work) -> Keywords:
    """What only Airflow's timetables are told."""
    own = schedule.extras.get("airflow", {}) if work.is_own else {}
    return {name: expression(value) for name, value in own.items()}  # type: ignore[arg-type]  # values known where the DAG is built


def _details(schedule: Schedule, work: Work) -> Keywords:
    """What a timetable by moments is told beside them."""
    length = {} if schedule.length is None else {"interval": seconds(schedule.length, work)}
    return {**length, **_own(schedule, work)}


def _every(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    since = schedule.anchor or pipeline.start
    if since is not None and pipeline.catchup is False and work.module.engine != "airflow":
        work.tell(IntervalFromNow(pipeline=pipeline.id, since=str(since)))
    step = seconds(schedule.every or 0.0, work)
    if work.dialect.window == "preceding":
        is_plain = schedule.window == "preceding" and schedule.length is None
        made = call(work.sdk("DeltaTriggerTimetable"), step, **_details(schedule, work))
        return step if is_plain else made
    if schedule.length is not None:
        return call(work.sdk("DeltaTriggerTimetable"), step, **_details(schedule, work))
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
    details = _details(schedule, work)
    if schedule.length is None and keeps_intervals(pipeline, schedule, work):
        for other in schedule.crons[1:]:
            work.tell(ScheduleLost(pipeline=pipeline.id, what=f"cron {other}"))
        return call(work.sdk("CronDataIntervalTimetable"), crons[0], timezone=zone)
    if len(crons) > 1:
        return call(work.sdk("MultipleCronTriggerTimetable"), *crons, timezone=zone, **details)
    if schedule.timezone in (None, "UTC", "Etc/UTC") and not details:
        return crons[0]
    return call(work.sdk("CronTriggerTimetable"), crons[0], timezone=zone, **details)


def _of_two(pipeline: Pipeline, schedule: Schedule, work: Work) -> Expression:
    """Where a plain cron has data intervals it stands for these, in the zone of the start date."""
    zone = expression(schedule.timezone if schedule.timezone is not None else "UTC")
    cron = expression(schedule.crons[0])
    is_late = pipeline.catchup is False and work.dialect.has("run at switch-on")
    if is_late and work.module.engine != "airflow":
        work.tell(RunAtSwitchOn(pipeline=pipeline.id))
    if schedule.window == "point" or schedule.length is not None:
        details = _details(schedule, work)
        return call(work.sdk("CronTriggerTimetable"), cron, timezone=zone, **details)
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


def _assets(schedule: Schedule, work: Work, pipeline: str) -> Expression:
    """A list of assets, all of which are waited for, or a condition over them."""
    whole = schedule.of_assets
    if whole.nested or (whole.condition == "any" and len(whole.assets) > 1):
        return _condition(whole, work, pipeline)
    return expression([awaited(id, work, pipeline) for id in whole.assets])


def _condition(condition: AssetCondition, work: Work, pipeline: str) -> Expression:
    parts = [awaited(id, work, pipeline) for id in condition.assets]
    parts += [_condition(one, work, pipeline) for one in condition.nested]
    sign = " | " if condition.condition == "any" else " & "
    imports = tuple(item for part in parts for item in part.imports)
    return Expression(f"({sign.join(part.text for part in parts)})", imports)


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
    elif pipeline.catchup is not work.dialect.catches_up:
        for attribute in unclocked(pipeline, "catchup"):
            work.tell(NoClock(attribute=attribute, pipeline=pipeline.id))
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
    return Expression(
        f"pendulum.datetime({_numbers(moment)}, tz={expression(zone)})", (Import("pendulum"),)
    )


def _numbers(moment: datetime) -> str:
    """A moment as arguments, without the zeros at the end."""
    numbers = [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second]
    while len(numbers) > 3 and not numbers[-1]:
        numbers.pop()
    return ", ".join(str(number) for number in numbers)
