"""Partitions by time: which interval a run is about, and when it can start at the earliest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from polydag.frontends.dagster.handles import Definition, Made
from polydag.ir.model import Symbolic
from polydag.syntax.convert import to_scalar
from polydag.syntax.data import Datum, Known

_KINDS = {
    "DailyPartitionsDefinition": "daily",
    "HourlyPartitionsDefinition": "hourly",
    "WeeklyPartitionsDefinition": "weekly",
    "MonthlyPartitionsDefinition": "monthly",
    "TimeWindowPartitionsDefinition": "window",
}


@dataclass(frozen=True)
class Window:
    """Partitions that are intervals of time; `cron` is when each ends."""

    kind: str
    start: str | Symbolic | None
    cron: str | Symbolic | None
    timezone: str | Symbolic | None
    minute: int = 0
    hour: int = 0
    day: int = 0

    def scheduled(self, minute: int | None, hour: int | None, day: int | None) -> str | Symbolic:
        """The cron of a schedule that starts a run for each partition, at these times where they are given."""
        if self.cron is not None:
            return self.cron
        m = self.minute if minute is None else minute
        h = self.hour if hour is None else hour
        d = self.day if day is None else day
        return {
            "hourly": f"{m} * * * *",
            "weekly": f"{m} {h} * * {d}",
            "monthly": f"{m} {h} {d or 1} * *",
        }.get(self.kind, f"{m} {h} * * *")


def window_of(datum: Datum | None) -> Window | None:
    """The window that a partitions definition names; None for partitions that are no intervals of time."""
    if not isinstance(datum, Made) or datum.name not in _KINDS:
        return None
    given = datum.arguments
    kind = _KINDS[datum.name]
    first = given.peek("start" if kind == "window" else "start_date", 0)
    return Window(
        kind=kind,
        start=_date(first),
        cron=_text(given.peek("cron_schedule")) if kind == "window" else None,
        timezone=_text(given.peek("timezone")),
        minute=number(given.peek("minute_offset")) or 0,
        hour=number(given.peek("hour_offset")) or 0,
        day=number(given.peek("day_offset")) or 0,
    )


def window_among(definitions: list[Definition]) -> Window | None:
    """The window of the first definition that has one."""
    found = (window_of(definition.arguments.peek("partitions_def")) for definition in definitions)
    return next((window for window in found if window is not None), None)


def number(datum: Datum | None) -> int | None:
    """A known whole number."""
    return datum.value if isinstance(datum, Known) and isinstance(datum.value, int) else None


def _text(datum: Datum | None) -> str | Symbolic | None:
    return to_scalar(datum, str) if datum is not None else None


def _date(datum: Datum | None) -> str | Symbolic | None:
    if isinstance(datum, Known) and isinstance(datum.value, date | datetime):
        return datum.value.isoformat()
    return _text(datum)
