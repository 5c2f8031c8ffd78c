"""Moments, times of day and days of the week that operators are given, as the text of a function says them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.schedules import zone_of
from polydag.syntax.data import Datum, Known, ListData, SetData, TupleData, datum_of

UTC = "$timezone.utc"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def zone_text(pipeline: PipelineDraft) -> str:
    """The time zone of a DAG, that of its start date."""
    start = pipeline.given.peek("start_date") or pipeline.defaults.get("start_date")
    zone = zone_of(start)
    return UTC if zone in (None, "UTC") else f'$ZoneInfo("{zone}")'


def moment_text(moment: datetime, zone: str) -> str:
    """A moment; one without a time zone is in that of the DAG."""
    if moment.tzinfo is None:
        return f'$datetime.fromisoformat("{moment.isoformat()}").replace(tzinfo={zone})'
    return f'$datetime.fromisoformat("{moment.isoformat()}")'


def time_text(moment: time, now: str, zone: str = "") -> str:
    """A time of day on the day of another moment, in the zone of that moment or in another one."""
    parts = {name: getattr(moment, name) for name in ("hour", "minute", "second", "microsecond")}
    given = [f"{name}={value}" for name, value in parts.items()]
    if zone and zone != UTC:
        given.append(f"tzinfo={zone}")
    return f"{now}.replace({', '.join(given)})"


def known_of(datum: Datum | None) -> object:
    """The value of a datum that is known, else None."""
    return datum.value if isinstance(datum, Known) else None


def span_text(span: timedelta) -> str:
    """A time span in seconds."""
    return f"$timedelta(seconds={span.total_seconds():g})"


def days_of(datum: Datum | None) -> tuple[int, ...] | None:
    """The days of the week that an operator is given, from 1 for Monday; None where they are not known."""
    if isinstance(datum, ListData | TupleData):
        given = [known_of(item) for item in datum.items]
    elif isinstance(datum, SetData):
        given = [known_of(datum_of(key)) for key in datum.elements]
    else:
        given = [known_of(datum)]
    names = [str(day).capitalize() for day in given]
    if not names or any(name not in DAYS for name in names):
        return None
    return tuple(sorted({DAYS.index(name) + 1 for name in names}))


def is_day_text(moment: str, days: tuple[int, ...]) -> str:
    """Whether a moment is on one of the days."""
    test = f"== {days[0]}" if len(days) == 1 else f"in {days}"
    return f"{moment}.isoweekday() {test}"


def named(days: tuple[int, ...]) -> str:
    """The days by name: `Saturday or Sunday`."""
    return " or ".join(DAYS[day - 1] for day in days)
