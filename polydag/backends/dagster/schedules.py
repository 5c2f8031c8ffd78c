"""When runs start, and which day or interval each is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.spelling import Dates
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.rendering.strings import string

_PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_DAILY = re.compile(r"^(\d+) (\d+) \* \* \*$")
_HOURLY = re.compile(r"^(\d+) \* \* \* \*$")
DAY, HOUR, MINUTE = 86400, 3600, 60


# Facts that tell when an interval begins or ends, and not only on which day.
_BOUNDS = frozenset(
    [
        "ts",
        "logical_date",
        "execution_date",
        "data_interval_start",
        "data_interval_end",
        "prev_logical_date",
        "prev_execution_date",
    ]
)
_PREVIOUS = frozenset(["prev_ds", "prev_ds_nodash", "prev_logical_date", "prev_execution_date"])
# For a pipeline that is about a day and says nowhere which was the first.
_FIRST_DAY = "2024-01-01"


@dataclass(frozen=True)
class Partitions:
    """A partitions definition, and the arguments that its schedule needs besides the job."""

    kind: str
    arguments: tuple[str, ...]
    schedule: tuple[str, ...] = ()


def cron_of(cron: str | Symbolic) -> str | Symbolic:
    """A cron in the five fields that Dagster takes; a sixth one, the second, is left out."""
    return _PRESETS.get(cron, " ".join(cron.split()[:5])) if isinstance(cron, str) else cron


def has_seconds(cron: str | Symbolic) -> bool:
    """Whether a cron has a sixth field."""
    return isinstance(cron, str) and len(cron.split()) > 5


def interval_cron(every: float) -> str | None:
    """The cron that fires every so many seconds, where there is one."""
    if every % MINUTE == 0 and HOUR % every == 0 and every < HOUR:
        return f"*/{int(every // MINUTE)} * * * *"
    if every % HOUR == 0 and DAY % every == 0:
        hours = int(every // HOUR)
        return {1: "0 * * * *", 24: "0 0 * * *"}.get(hours, f"0 */{hours} * * *")
    return "0 0 * * 0" if every == 7 * DAY else None


def at_dates(schedule: Schedule, design: Design, sheet: Sheet, named: str, running: str) -> str:
    """A schedule of the crons of some dates, which come back every year, and run in the years that are meant."""
    moments = [_in_utc(one) for one in schedule.dates]
    text = f"{{{', '.join(string(moment.isoformat()) for moment in moments)}}}"
    if text not in sheet.constants:
        sheet.constants[text] = sheet.names.take("DATES")
    crons = dict.fromkeys(f"{one.minute} {one.hour} {one.day} {one.month} *" for one in moments)
    asked = (
        f"lambda context: context.scheduled_execution_time.isoformat() in {sheet.constants[text]}"
    )
    arguments = [
        named,
        f"job={design.symbol}",
        f"cron_schedule={sheet.value(list(crons))}",
        f"should_execute={asked}",
        running,
    ]
    return f"{sheet.dagster('ScheduleDefinition')}({', '.join(a for a in arguments if a)})"


def _in_utc(moment: str) -> datetime:
    found = datetime.fromisoformat(moment)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def dates(design: Design) -> Partitions | None:
    """The partitions of the pipeline, where some task reads what its run is about."""
    if not design.dated:
        return None
    pipeline = design.pipeline
    schedule = pipeline.schedules[0] if pipeline.schedules else None
    cron = _single_cron(schedule)
    start = pipeline.start if isinstance(pipeline.start, str) else _FIRST_DAY
    return partitions(schedule, cron, start, bounds=bool(design.dated & _BOUNDS))


def ticks(design: Design) -> tuple[Partitions, ...]:
    """For each cron of the pipeline partitions that begin and end when it starts a run."""
    start = design.pipeline.start
    first = start if isinstance(start, str) else _FIRST_DAY
    found: list[Partitions] = []
    for schedule in design.pipeline.schedules:
        plain = schedule.model_copy(update={"window": "preceding"})
        every = interval_cron(schedule.every) if isinstance(schedule.every, float) else None
        for cron in (*map(cron_of, schedule.crons), *filter(None, [every])):
            if isinstance(cron, str):
                found.append(partitions(plain, cron, first, bounds=True))
    return tuple(found)


def spelt_dates(design: Design, sheet: Sheet) -> Dates:
    """What bodies must know of the partitions."""
    found = dates(design)
    if found is None:
        return Dates()
    irregular = found.kind == "TimeWindowPartitionsDefinition" and bool(design.dated & _PREVIOUS)
    return Dates(
        known=True,
        hourly=found.kind == "HourlyPartitionsDefinition",
        constant=partitions_constant(found, sheet) if irregular else "",
    )


def partitions_constant(found: Partitions, sheet: Sheet) -> str:
    """The module's name for its partitions."""
    text = f"{sheet.dagster(found.kind)}({', '.join(found.arguments)})"
    if text not in sheet.constants:
        sheet.constants[text] = sheet.names.take("PARTITIONS")
    return sheet.constants[text]


def _single_cron(schedule: Schedule | None) -> str | None:
    if schedule is None:
        return None
    if schedule.kind == "interval" and isinstance(schedule.every, float):
        return interval_cron(schedule.every)
    crons = [cron_of(cron) for cron in schedule.crons]
    return crons[0] if len(crons) == 1 and isinstance(crons[0], str) else None


def partitions(
    schedule: Schedule | None, cron: str | None, start: str, *, bounds: bool
) -> Partitions:
    """The partitions whose key is the day (or hour) that a run is about.

    `bounds`: the run reads when its interval begins or ends, so that the partition's window must be the interval itself.
    """
    zone = (
        schedule.timezone if schedule is not None and isinstance(schedule.timezone, str) else None
    )
    more = [f'timezone="{zone}"'] if zone and zone != "UTC" else []
    # A run about the tick itself is about a partition that has only begun.
    more += (
        ["end_offset=1"]
        if schedule is not None and schedule.window == "point" and cron is not None
        else []
    )
    if cron is None or (daily := _DAILY.match(cron)):
        minute, hour = (int(daily[1]), int(daily[2])) if cron is not None and daily else (0, 0)
        offsets = [f"hour_offset={hour}"] * bool(hour) + [f"minute_offset={minute}"] * bool(minute)
        times = [f"hour_of_day={hour}"] * bool(hour) + [f"minute_of_hour={minute}"] * bool(minute)
        day = f'start_date="{start[:10]}"'
        if bounds:
            return Partitions("DailyPartitionsDefinition", (day, *offsets, *more))
        return Partitions("DailyPartitionsDefinition", (day, *more), tuple(times))
    if hourly := _HOURLY.match(cron):
        minutes = [f"minute_offset={hourly[1]}"] if hourly[1] != "0" else []
        first = f'start_date="{start[:10]}-{start[11:13] or "00"}:00"'
        return Partitions("HourlyPartitionsDefinition", (first, *minutes, *more))
    arguments = (f'start="{start[:10]}"', 'fmt="%Y-%m-%d"', f'cron_schedule="{cron}"', *more)
    return Partitions("TimeWindowPartitionsDefinition", arguments)
