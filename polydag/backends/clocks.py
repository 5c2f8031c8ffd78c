"""When crons start runs where clocks change: every engine has a rule of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# The years in which a cron is looked at: rules of zones change seldom, and a weekday meets a change of clocks within a few.
YEARS = (2026, 2032)
# Crons that meet at all meet early: so many of their times are looked at.
MANY = 2000


@dataclass(frozen=True)
class Shift:
    """A night on which a cron's runs start at other times `here`, on the target, than `there`, in the source."""

    cron: str
    zone: str
    day: str
    there: str
    here: str


def first_shift(schedule: Schedule, source: str, target: str) -> Shift | None:
    """The first night on which the target engine starts the schedule's runs at other times than the source."""
    if schedule.kind != "cron" or not isinstance(schedule.timezone, str):
        return None
    known = (cron for cron in schedule.crons if isinstance(cron, str))
    found = (_first(cron, schedule.timezone, source, target) for cron in known)
    return next((shift for shift in found if shift is not None), None)


def first_meeting(schedules: Iterable[Schedule]) -> str | None:
    """The first moment of a year at which several crons of one zone start a run each, by the wall clock."""
    return _first_shared(
        (schedule, [cron]) for schedule in schedules for cron in _known(schedule.crons)
    )


def first_overlap(schedules: Iterable[Schedule]) -> str | None:
    """The same for several schedules, each of which starts one run where its own crons meet."""
    return _first_shared((schedule, _known(schedule.crons)) for schedule in schedules)


def _known(crons: Iterable[str | Symbolic]) -> list[str]:
    return [cron for cron in crons if isinstance(cron, str)]


def _first_shared(starters: Iterable[tuple[Schedule, list[str]]]) -> str | None:
    """The first moment that two of these name, each of which starts one run at a time."""
    by_zone: dict[str, list[list[str]]] = {}
    for schedule, crons in starters:
        by_zone.setdefault(str(schedule.timezone or "UTC"), []).append(crons)
    since = datetime(YEARS[0], 1, 1)
    for several in by_zone.values():
        times = [{at for cron in crons for at in _ticks(cron, since)} for crons in several]
        shared = {at for k, one in enumerate(times) for other in times[:k] for at in one & other}
        if shared:
            return f"{min(shared):%Y-%m-%d %H:%M}"
    return None


def _ticks(cron: str, since: datetime) -> Iterator[datetime]:
    """The wall times of a cron within a year, at most `MANY`; none of what is no cron."""
    with contextlib.suppress(CronSimError):
        ticks = islice(CronSim(cron, since - timedelta(minutes=1)), MANY)
        yield from takewhile(lambda at: at < since + 366 * DAY, ticks)


@cache
def regular_step(cron: str) -> float | None:
    """The seconds between all ticks of a cron by the wall clock; None where they differ."""
    ticks = islice(_ticks(cron, datetime(YEARS[0], 1, 1)), 500)
    steps = (after - before for before, after in pairwise(ticks))
    first = next(steps, None)
    if first is None or any(step != first for step in steps):
        return None
    return first.total_seconds()


@cache
def _first(cron: str, name: str, source: str, target: str) -> Shift | None:
    try:
        zone = ZoneInfo(name)
        for change in _changes(zone):
            one, other = (_near(cron, change, zone, engine) for engine in (source, target))
            if one != other:
                day = f"{change.astimezone(zone):%Y-%m-%d}"
                return Shift(cron, name, day, *(_clock(t, zone) for t in _unlike(one, other)))
    except (ZoneInfoNotFoundError, ValueError, CronSimError):
        return None
    return None


def _changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The moments at which the zone's clocks change, to the hour."""
    at, last = datetime(YEARS[0], 1, 1, tzinfo=UTC), datetime(YEARS[1], 1, 1, tzinfo=UTC)
    while at < last:
        if at.astimezone(zone).utcoffset() != (at + DAY).astimezone(zone).utcoffset():
            hours = (at + HOUR * count for count in range(25))
            offset = at.astimezone(zone).utcoffset()
            yield next(h for h in hours if h.astimezone(zone).utcoffset() != offset)
        at += DAY


def _near(cron: str, change: datetime, zone: ZoneInfo, engine: str) -> list[datetime]:
    """The runs of the hours around a change of clocks."""
    since = change.astimezone(zone).replace(tzinfo=None) - 3 * HOUR
    started = moments(cron, since, zone, engine)
    return list(takewhile(lambda at: at < change + 3 * HOUR, started))


def _unlike(one: list[datetime], other: list[datetime]) -> tuple[list[datetime], list[datetime]]:
    return [at for at in one if at not in other], [at for at in other if at not in one]


def _clock(times: list[datetime], zone: ZoneInfo) -> str:
    return ", ".join(f"{at.astimezone(zone):%H:%M %Z}" for at in times) or "not at all"


def moments(cron: str, since: datetime, zone: ZoneInfo, engine: str) -> Iterator[datetime]:
    """When an engine starts the runs of a cron, from a wall time on, in UTC, for ever."""
    every_hour = cron.split()[1:2] == ["*"]
    start = since - timedelta(minutes=1)
    for wall in CronSim(cron, start.replace(tzinfo=zone) if every_hour else start):
        if not every_hour:
            yield moment(wall, zone, engine)
        elif not (engine == "prefect" and wall.fold):
            yield wall.astimezone(UTC)


def moment(wall: datetime, zone: ZoneInfo, engine: str) -> datetime:
    """The moment of a wall time that a cron names, in UTC.

    A time that is left out when clocks go forward: Airflow and the DSL are as much later on the new clock, Dagster starts when
    the new clock begins, Prefect as much earlier. One that comes twice: Prefect starts the first time, the others the second.
    """
    early, late = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if not _is_left_out(early):
        return (early if engine == "prefect" else late).astimezone(UTC)
    # In a gap fold 0 reads the time on the old clock, which is later on the new one, and fold 1 the other way round.
    if engine == "prefect":
        return late.astimezone(UTC)
    if engine == "dagster":
        return _change(late.astimezone(UTC), early.astimezone(UTC), zone)
    return early.astimezone(UTC)


def changes_near(at: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks change within a day of a moment."""
    return len({(at + shift).astimezone(zone).utcoffset() for shift in (-DAY, DAY - DAY, DAY)}) > 1


def _is_left_out(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(fold=0) != local.replace(fold=0)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The minute between two moments when the zone's offset changes."""
    old = before.astimezone(zone).utcoffset()
    minutes = int((after - before) / timedelta(minutes=1))
    steps = (before + timedelta(minutes=count) for count in range(minutes + 1))
    return next(step for step in steps if step.astimezone(zone).utcoffset() != old)
