"""The runs that a schedule must start in a window, written by hand from the calendar, and where an answer says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from polydag.conformance.findings import Finding
from polydag.conformance.stated import Stated
from polydag.runs.schedules.record import Fire, ScheduleRecord, Window

# What a case's question about its schedule is called where others have the name of a scenario.
SCHEDULE = "schedule"


class Start(Stated):
    """A run that must start, and the interval that it is about where an engine says one."""

    at: datetime
    about: tuple[datetime, datetime] | None = None


# `nothing`: nothing starts runs at all, which is another thing than no run in the window.
Starts: TypeAlias = tuple[Start, ...] | Literal["nothing"]


class Calendar(Stated):
    """A window, and the runs that start in it."""

    window: Window
    starts: Starts


def findings(starts: Starts, answer: ScheduleRecord) -> Iterator[Finding]:
    """Whatever an answer says otherwise."""
    expected = starts if starts == "nothing" else [_utc(start.at) for start in starts]
    started = [fire.at for fire in answer.fires] if answer.scheduled else "nothing"
    if started != expected:
        text = f"starts {_listed(started)}, not {_listed(expected)}"
        yield Finding(None, "starts", text, answer)
    elif starts != "nothing":
        yield from _about(starts, answer)


def _about(starts: Iterable[Start], answer: ScheduleRecord) -> Iterator[Finding]:
    """The intervals; an engine whose runs are about none says nothing wrong."""
    for start, fire in zip(starts, answer.fires, strict=True):
        if start.about and fire.interval and fire.interval != tuple(map(_utc, start.about)):
            text = f"the run at {fire.at} is about {_interval(fire)}, not {_span(start.about)}"
            yield Finding(None, "interval", text, answer)


def _listed(moments: list[str] | str) -> str:
    if isinstance(moments, str):
        return moments
    return ", ".join(moments) or "no run"


def _interval(fire: Fire) -> str:
    return " to ".join(fire.interval or ())


def _span(about: Iterable[datetime]) -> str:
    return " to ".join(map(_utc, about))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
