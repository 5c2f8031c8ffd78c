"""The moments that one schedule of a model names, with the moment before each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from polydag.backends.clocks import DAY, moments
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The tick before, and the tick.
Tick = tuple[datetime, datetime]


class UnknownScheduleError(Exception):
    """The model has an expression for the schedule, or something that names no times."""


def zone_of(schedule: Schedule) -> ZoneInfo:
    """The zone of a schedule, UTC where it names none."""
    name = schedule.timezone if schedule.timezone is not None else "UTC"
    if isinstance(name, Symbolic):
        raise UnknownScheduleError(f"the time zone is the expression `{name.text}`")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UnknownScheduleError(f"there is no time zone `{name}`") from error


def cron_ticks(schedule: Schedule, since: datetime, engine: str) -> Iterator[Tick]:
    """The ticks of a cron from a moment on, for ever; `engine` says what is done where clocks change."""
    zone = zone_of(schedule)
    several = [_moments(_known(cron), since, zone, engine) for cron in schedule.crons]
    return pairwise(_merged(several))


def _moments(cron: str, since: datetime, zone: ZoneInfo, engine: str) -> Iterator[datetime]:
    """The ticks of one cron, beginning before `since`, so that the one before it is known."""
    plain, seconds = _without_seconds(cron)
    local = since.astimezone(zone).replace(tzinfo=None) - DAY
    try:
        earlier = list(islice(CronSim(plain, local, reverse=True), 2))
        for at in moments(plain, earlier[-1] if earlier else local, zone, engine):
            yield at + timedelta(seconds=seconds)
    except CronSimError as error:
        raise UnknownScheduleError(f"`{cron}` is no cron: {error}") from error


def interval_ticks(schedule: Schedule, since: datetime, anchor: datetime) -> Iterator[Tick]:
    """The ticks of an interval from a moment on, for ever, counted from `anchor`."""
    if not isinstance(schedule.every, float) or schedule.every <= 0:
        raise UnknownScheduleError(f"the interval is `{_text(schedule.every)}`")
    step = timedelta(seconds=schedule.every)
    tick = anchor + max(0, (since - anchor) // step) * step
    while True:
        yield tick - step, tick
        tick += step


def length_of(schedule: Schedule) -> timedelta:
    """How long before a tick what its run is about begins, where that is stated."""
    if not isinstance(schedule.length, float):
        raise UnknownScheduleError(f"the interval is `{_text(schedule.length)}`")
    return timedelta(seconds=schedule.length)


def _known(cron: str | Symbolic) -> str:
    if isinstance(cron, Symbolic):
        raise UnknownScheduleError(f"the cron is the expression `{cron.text}`")
    return cron


def _text(value: object) -> str:
    return value.text if isinstance(value, Symbolic) else str(value)


def _merged(several: list[Iterator[datetime]]) -> Iterator[datetime]:
    """All of them in order, each once."""
    heads = [next(one) for one in several]
    while True:
        first = min(heads)
        yield first
        heads = [next(o) if h == first else h for h, o in zip(heads, several, strict=True)]


def _without_seconds(cron: str) -> tuple[str, int]:
    """The five fields, and the second that a sixth one names."""
    fields = cron.split()
    if len(fields) != 6:
        return cron, 0
    if not fields[5].isdigit():
        raise UnknownScheduleError(f"`{cron}` starts runs within one minute")
    return " ".join(fields[:5]), int(fields[5])
