"""Whether two sides start the same runs: when, and about which interval."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from polydag.backends.clocks import changes_near
from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Comparison, Difference, Verdict
from polydag.runs.schedules.record import Fire, Manner, ScheduleRecord
from polydag.runs.schedules.ticks import UnknownScheduleError, zone_of

# What a difference is about, as far as a code can tell it: that nothing starts runs any more, where clocks change, the first
# and the last day, what is made up for, at which moments an interval ends, what a run is about.
Kind = Literal["schedule", "clocks", "bounds", "missed", "moments", "interval"]
# Runs that are this near to each other are the same run at another time.
NEAR = timedelta(hours=3)
CODES: dict[Kind, frozenset[str]] = {
    "schedule": frozenset(["AFR305", "AFW304", "DGR303", "DGW304", "PFW304"]),
    "clocks": frozenset(["AFW220", "DGW220", "PFW220"]),
    "bounds": frozenset(["AFW001", "DGW101", "DGW304", "PFW103"]),
    "missed": frozenset(["DGW101", "DGW209", "DGW304", "PFW103", "PFW209"]),
    "moments": frozenset(["AFW221", "AFW224", "DGW211", "DGW304", "PFW221"]),
    "interval": frozenset(["AFW001", "AFW201", "DGW209", "PFW209"]),
}


@dataclass(frozen=True)
class Answered:
    """What a side answered, and the codes that reading and writing it told."""

    name: str
    record: ScheduleRecord
    told: frozenset[str] = frozenset()


def compare(
    pipeline: Pipeline, manner: Manner, asked: int, left: Answered, right: Answered
) -> Comparison:
    """Compare two answers of at most `asked` runs; each difference names the codes that told it."""
    names = (left.name, right.name)
    for side in (left, right):
        if side.record.runner.error is not None:
            reason = f"{side.name}: {side.record.runner.error}"
            return Comparison(verdict=Verdict.FAILED, sides=names, reason=reason)
    found = tuple(_Pair(pipeline, manner, asked, left, right).differences())
    verdict = Verdict.DIFFERENT if found else Verdict.EQUAL
    return Comparison(verdict=verdict, sides=names, differences=found)


def told_in(pipeline: Pipeline) -> ZoneInfo:
    """The zone that times are told in: that of the first schedule, as far as it is known."""
    for schedule in pipeline.schedules[:1]:
        with contextlib.suppress(UnknownScheduleError):
            return zone_of(schedule)
    return ZoneInfo("UTC")


@dataclass(frozen=True)
class _Pair:
    """Two sides that both have an answer."""

    pipeline: Pipeline
    manner: Manner
    asked: int
    left: Answered
    right: Answered

    def differences(self) -> Iterator[Difference]:
        """Whether anything starts runs, then run by run in order of time."""
        one, other = self.left.record, self.right.record
        if one.scheduled != other.scheduled:
            words = ["scheduled" if r.scheduled else "nothing starts runs" for r in (one, other)]
            yield self._difference("schedule", "schedule", words[0], words[1])
            return
        for left, right in matched(*self._both_know()):
            yield from self._of_run(left, right)

    def _both_know(self) -> tuple[list[Fire], list[Fire]]:
        """The runs up to the moment that both answers reach: each ends where it has said as many as were asked for."""
        several = (self.left.record.fires, self.right.record.fires)
        ends = [fires[-1].at for fires in several if len(fires) >= self.asked]
        left, right = ([f for f in fires if not ends or f.at <= min(ends)] for fires in several)
        return left, right

    def _of_run(self, left: Fire | None, right: Fire | None) -> Iterator[Difference]:
        if left is None or right is None or left.at != right.at:
            at = left or right
            assert at is not None
            times = [self._local(fire.at) if fire else "no run" for fire in (left, right)]
            yield self._difference(self._kind(at, left, right), "run", times[0], times[1])
        elif left.interval and right.interval and left.interval != right.interval:
            about = [self._about(fire.interval) for fire in (left, right)]
            what = f"the run at {self._local(left.at)} is about"
            yield self._difference("interval", what, about[0], about[1])

    def _kind(self, at: Fire, left: Fire | None, right: Fire | None) -> Kind:
        """What a run that only one side starts, or at another time, is about."""
        moment = datetime.fromisoformat(at.at)
        if self.manner != "live":
            return "missed"
        if changes_near(moment, self._zone):
            return "clocks"
        if (left is None or right is None) and self._is_outside(moment, left is None):
            return "bounds"
        return "moments"

    def _is_outside(self, moment: datetime, only_right: bool) -> bool:
        """Whether a run starts before the pipeline's first day, or after its last; or before the source's first run.

        Where runs are about the interval before them, that is an interval after the first day.
        """
        first = next((datetime.fromisoformat(fire.at) for fire in self.left.record.fires), None)
        if only_right and self.pipeline.start is not None and first is not None and moment < first:
            return True
        for name, sign in (("start", 1), ("end", -1)):
            value: object = getattr(self.pipeline, name)
            if isinstance(value, str):
                stated = datetime.fromisoformat(value)
                bound = stated if stated.tzinfo else stated.replace(tzinfo=self._zone)
                if sign * (moment - bound) <= timedelta(0) * sign:
                    return True
        return False

    @cached_property
    def _zone(self) -> ZoneInfo:
        return told_in(self.pipeline)

    def _local(self, at: str) -> str:
        return f"{datetime.fromisoformat(at).astimezone(self._zone):%Y-%m-%d %H:%M:%S%z}"

    def _about(self, interval: tuple[str, str] | None) -> str:
        if interval is None:
            return "nothing"
        start, end = (self._local(one) for one in interval)
        return start if start == end else f"{start} to {end}"

    def _difference(self, kind: Kind, what: str, left: str, right: str) -> Difference:
        codes = (self.left.told | self.right.told) & CODES[kind]
        values = {self.left.name: left, self.right.name: right}
        return Difference(task=None, field=what, values=dict(values), told=tuple(sorted(codes)))


def matched(
    left: Iterable[Fire], right: Iterable[Fire]
) -> Iterator[tuple[Fire | None, Fire | None]]:
    """Runs of both sides in order of time, those together that are at the same time or near to each other."""
    ours, theirs = list(left), list(right)
    same = {fire.at for fire in ours} & {fire.at for fire in theirs}
    while ours and theirs:
        one, other = ours[0], theirs[0]
        gap = datetime.fromisoformat(other.at) - datetime.fromisoformat(one.at)
        if not gap or (abs(gap) <= NEAR and one.at not in same and other.at not in same):
            yield ours.pop(0), theirs.pop(0)
        elif gap > timedelta(0):
            yield ours.pop(0), None
        else:
            yield None, theirs.pop(0)
    yield from ((fire, None) for fire in ours)
    yield from ((None, fire) for fire in theirs)
