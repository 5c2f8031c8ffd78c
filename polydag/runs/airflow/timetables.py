"""How both Airflow runners ask a timetable for its runs: as the scheduler does, one after the other, at a time of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Protocol

from polydag.runs.child.schedule import Fire, Question

MODULES = ("airflow.timetables", "airflow.utils.timezone", "airflow._shared.timezones")


class Interval(Protocol):
    """What a run is about."""

    start: datetime
    end: datetime


class Info(Protocol):
    """What Airflow says about the next run."""

    run_after: datetime
    data_interval: Interval | None


# The run after another one; True where those that were missed are made up for.
Next = Callable[[Info | None, bool], Info | None]


class Clock:
    """The time that Airflow's timetables believe it is."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def install(self) -> None:
        """Put this clock into every module that asks for the time, in this process, which answers one question and ends."""
        for name, module in list(sys.modules.items()):
            if name.startswith(MODULES) and hasattr(module, "utcnow"):
                vars(module)["utcnow"] = self.read
            if name.startswith("airflow.timetables.") and hasattr(module, "time"):
                vars(module)["time"] = SimpleNamespace(time=lambda: self.now.timestamp())

    def read(self) -> datetime:
        """Return the time."""
        return self.now


def fires(following: Next, catchup: bool, clock: Clock, question: Question) -> Iterator[Fire]:
    """Yield the runs that the scheduler makes, from when it is switched on until the window ends."""
    info: Info | None = None
    while (info := following(info, catchup)) is not None:
        yield fire(info)
        clock.now = max(clock.now, info.run_after)


def fire(info: Info) -> Fire:
    """Return a run as it is answered."""
    interval = info.data_interval
    return Fire(info.run_after, None if interval is None else (interval.start, interval.end))


def catches_up(stated: bool, timetable: object, question: Question) -> bool:
    """Tell whether runs are counted from the start date on.

    A cron that has been on for long is where one is that was switched on just now; what is counted from a start date is not.
    """
    return stated and (question.manner != "live" or hasattr(timetable, "_delta"))
