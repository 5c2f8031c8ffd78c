"""Which runs a pipeline's schedules start by what its model says, as the engine that it was read from means it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from operator import attrgetter
from zoneinfo import ZoneInfo

from polydag.ir.model import Scalar, Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.runs.record import RunnerReport
from polydag.runs.schedules.record import Fire, ScheduleRecord, Window
from polydag.runs.schedules.ticks import (
    EPOCH,
    Tick,
    UnknownScheduleError,
    cron_ticks,
    interval_ticks,
    length_of,
    zone_of,
)


def expected(engine: str, pipeline: Pipeline, window: Window) -> ScheduleRecord:
    """The runs in the window; an error says what cannot be known of the schedule."""
    try:
        fires = _Expectation(engine, pipeline, window).fires()
    except UnknownScheduleError as error:
        report = RunnerReport(error=str(error))
        return ScheduleRecord(engine="reference", pipeline=pipeline.id, runner=report)
    found = tuple(fires or ())[: window.fires]
    return ScheduleRecord(
        engine="reference", pipeline=pipeline.id, scheduled=fires is not None, fires=found
    )


@dataclass(frozen=True)
class _Expectation:
    """One pipeline's schedules, and what is asked about them."""

    engine: str
    pipeline: Pipeline
    window: Window

    @property
    def begins(self) -> datetime:
        return datetime.fromisoformat(self.window.start)

    @property
    def ends(self) -> datetime:
        return datetime.fromisoformat(self.window.end)

    def fires(self) -> list[Fire] | None:
        """The runs, or None where nothing starts the pipeline by itself."""
        timed = [one for one in self.pipeline.schedules if one.kind != "assets"]
        if not timed:
            return None
        return sorted((fire for one in timed for fire in self._of(one)), key=attrgetter("at"))

    def _of(self, schedule: Schedule) -> list[Fire]:
        zone = zone_of(schedule)
        start, end = (_bound(one, zone) for one in (self.pipeline.start, self.pipeline.end))
        about = (self._about(schedule, tick) for tick in self._ticks(schedule, start))
        key = 0 if self.window.manner == "backfill" else 1
        inside = takewhile(lambda interval: interval[key] < self.ends, about)
        found = [
            interval
            for interval in inside
            if (start is None or interval[0] >= start)
            and (end is None or interval[0] <= end)
            and (self.window.manner == "late" or interval[key] >= self.begins)
        ]
        spoken = schedule.window == "preceding" or self.engine not in ("dagster", "prefect")
        return [_fire(one, spoken) for one in self._made_up_for(found)]

    def _made_up_for(self, missed: list[Tick]) -> list[Tick]:
        """What of the past is run by a schedule that is switched on late: in Airflow all, or the last one."""
        if self.window.manner != "late":
            return missed
        if self.engine not in ("airflow", "dsl"):
            return []
        return missed if self.pipeline.catchup is True else missed[-1:]

    def _about(self, schedule: Schedule, tick: Tick) -> Tick:
        if schedule.length is not None:
            return tick[1] - length_of(schedule), tick[1]
        return tick if schedule.window == "preceding" else (tick[1], tick[1])

    def _ticks(self, schedule: Schedule, start: datetime | None) -> Iterator[Tick]:
        since = self.begins
        if self.window.manner == "late" and start is not None:
            since = start
        if schedule.kind == "cron":
            return cron_ticks(schedule, since, self.engine)
        if schedule.kind == "interval":
            return interval_ticks(schedule, since, self._anchor(schedule, start))
        if schedule.kind == "dates":
            stated = (_bound(moment, zone_of(schedule)) for moment in schedule.dates)
            return ((moment, moment) for moment in stated if moment is not None)
        once = start or self.begins
        return iter([(once, once)])

    def _anchor(self, schedule: Schedule, start: datetime | None) -> datetime:
        """What an interval is counted from: its anchor, the first day, or when it is switched on.

        Without catching up Airflow counts the intervals that its runs are about from 1970.
        """
        stated = _bound(schedule.anchor, zone_of(schedule))
        if stated is not None:
            return stated
        if schedule.window == "preceding" and self.pipeline.catchup is not True:
            return EPOCH
        return start or self.begins


def _bound(value: Scalar[str] | None, zone: ZoneInfo) -> datetime | None:
    """A date of the model; without a zone of its own it is meant in the schedule's."""
    if isinstance(value, Symbolic):
        raise UnknownScheduleError(f"a date is the expression `{value.text}`")
    if value is None:
        return None
    stated = datetime.fromisoformat(value)
    return stated if stated.tzinfo else stated.replace(tzinfo=zone)


def _fire(interval: Tick, spoken: bool) -> Fire:
    """A run, with its interval where the source speaks of one."""
    start, end = (moment.astimezone(UTC).isoformat() for moment in interval)
    return Fire(at=end, interval=(start, end) if spoken else None)
