"""Rules of recurrence (`FREQ=WEEKLY;BYDAY=MO`) as crons or intervals that name exactly the same moments, where some do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# Prefect counts a rule that names no first moment from here, in the schedule's zone.
FIRST = datetime(2020, 1, 1)
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_FREQUENCIES = ("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_READ = frozenset(
    {"FREQ", "INTERVAL", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYMONTH", "UNTIL", "WKST"}
)
_SPANS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}


class NoCronError(Exception):
    """The rule names moments that no cron and no interval names; the message says why."""


@dataclass(frozen=True)
class Recurrence:
    """A cron, or an interval in seconds with its anchor; `start` and `end` are bounds that the rule states."""

    cron: str | None = None
    every: float | None = None
    anchor: str | None = None
    start: str | None = None
    end: str | None = None


def recurrence(text: str, *, in_utc: bool) -> Recurrence:
    """What a rule names; `in_utc`: days have 24 hours in its zone.

    Raises:
        NoCronError: nothing else names the same moments.
    """
    rule, first = _parsed(text)
    start = None if first is None else first.isoformat()
    end = _moment(rule["UNTIL"]).isoformat() if "UNTIL" in rule else None
    found = _Rule(rule, first or FIRST)
    if found.frequency in _SPANS and found.interval > 1:
        anchor = found.anchor(in_utc)
        every = found.interval * _SPANS[found.frequency].total_seconds()
        return Recurrence(every=every, anchor=anchor.isoformat() + "+00:00", start=start, end=end)
    return Recurrence(cron=found.cron(), start=start, end=end)


def _parsed(text: str) -> tuple[dict[str, str], datetime | None]:
    """The parts of the one rule, and its first moment where it states one."""
    rules: list[str] = []
    first: datetime | None = None
    for line in text.upper().replace("\\N", "\n").split():
        name, _, value = line.rpartition(":")
        if name.partition(";")[0] == "DTSTART":
            first = _moment(value)
        elif name in ("", "RRULE"):
            rules.append(value)
        else:
            raise NoCronError(f"it has exceptions or further dates (`{name}`)")
    if len(rules) != 1:
        raise NoCronError(f"it consists of {len(rules)} rules")
    parts = dict(part.partition("=")[::2] for part in rules[0].strip(";").split(";"))
    unread = [
        name for name in parts if name not in _READ and (name, parts[name]) != ("BYSECOND", "0")
    ]
    if unread:
        raise NoCronError(f"no cron says `{unread[0]}`")
    return parts, first


def _moment(text: str) -> datetime:
    """A moment of a rule, which Prefect takes as one of the schedule's zone."""
    plain = text.removesuffix("Z")
    try:
        return datetime.strptime(plain, "%Y%m%dT%H%M%S" if "T" in plain else "%Y%m%d")
    except ValueError as error:
        raise NoCronError(f"`{text}` is no moment") from error


@dataclass(frozen=True)
class _Rule:
    """The parts of a rule, and the moment that it is counted from."""

    parts: Mapping[str, str]
    first: datetime

    @property
    def frequency(self) -> str:
        found = self.parts.get("FREQ", "")
        if found not in _FREQUENCIES:
            raise NoCronError(f"no cron says `FREQ={found}`")
        return found

    @property
    def interval(self) -> int:
        return self._numbers("INTERVAL", 1, 10_000)[0] if "INTERVAL" in self.parts else 1

    def cron(self) -> str:
        """The five fields."""
        if self.first.second:
            raise NoCronError("it starts within a minute")
        days, weekdays = self._days()
        return " ".join([self._minutes(), self._hours(), days, self._months(), weekdays])

    def anchor(self, in_utc: bool) -> datetime:
        """The first moment of a rule that passes over days or weeks."""
        if not in_utc:
            raise NoCronError("it passes over days, which are not all equally long in its zone")
        if {"BYMONTH", "BYMONTHDAY"} & self.parts.keys() or self.parts.get("WKST", "MO") != "MO":
            raise NoCronError("it passes over days, and leaves out others")
        anchor = self.first.replace(
            hour=self._single("BYHOUR", self.first.hour, 23),
            minute=self._single("BYMINUTE", self.first.minute, 59),
        )
        if "BYDAY" not in self.parts:
            return anchor
        if self.frequency == "DAILY" or self.parts["BYDAY"] not in _DAYS:
            raise NoCronError("it passes over days, and leaves out others")
        monday = anchor - timedelta(days=anchor.weekday())
        return monday + timedelta(days=(_DAYS.index(self.parts["BYDAY"]) - 1) % 7)

    def _minutes(self) -> str:
        return self._steps("MINUTELY", "BYMINUTE", self.first.minute, 60)

    def _hours(self) -> str:
        if self.frequency == "MINUTELY" and "BYHOUR" not in self.parts:
            return "*"
        return self._steps("HOURLY", "BYHOUR", self.first.hour, 24)

    def _steps(self, frequency: str, name: str, first: int, size: int) -> str:
        """A field that a rule of this frequency counts through."""
        stated = self._numbers(name, 0, size - 1) if name in self.parts else None
        if self.frequency != frequency:
            return _listed(stated if stated is not None else [first])
        if self.interval == 1:
            return "*" if stated is None else _listed(stated)
        if stated is not None or size % self.interval:
            raise NoCronError(f"no cron counts by {self.interval} here")
        return _listed(range(first % self.interval, size, self.interval))

    def _months(self) -> str:
        if "BYMONTH" in self.parts:
            if self.frequency == "MONTHLY" and self.interval > 1:
                raise NoCronError("it passes over months, and leaves out others")
            return _listed(self._numbers("BYMONTH", 1, 12))
        if self.frequency == "MONTHLY" and self.interval > 1:
            if 12 % self.interval:
                raise NoCronError(f"no cron counts by {self.interval} here")
            return _listed(range((self.first.month - 1) % self.interval + 1, 13, self.interval))
        if self.frequency == "YEARLY" and self.interval > 1:
            raise NoCronError("no cron passes over years")
        alone = not {"BYMONTHDAY", "BYDAY"} & self.parts.keys()
        return str(self.first.month) if self.frequency == "YEARLY" and alone else "*"

    def _days(self) -> tuple[str, str]:
        """The day of the month and that of the week."""
        if {"BYMONTHDAY", "BYDAY"} <= self.parts.keys():
            raise NoCronError("a cron would take a day of the month or one of the week, not both")
        if "BYMONTHDAY" in self.parts:
            last = self.parts["BYMONTHDAY"] == "-1"
            return "L" if last else _listed(self._numbers("BYMONTHDAY", 1, 31)), "*"
        if "BYDAY" in self.parts:
            return "*", self._weekdays()
        if self.frequency == "WEEKLY":
            return "*", str(self.first.isoweekday() % 7)
        return (str(self.first.day) if self.frequency in ("MONTHLY", "YEARLY") else "*"), "*"

    def _weekdays(self) -> str:
        stated = self.parts["BYDAY"].split(",")
        if all(day in _DAYS for day in stated):
            return _listed(_DAYS.index(day) for day in stated)
        [day] = stated if len(stated) == 1 else [""]
        within = self.frequency == "MONTHLY" or "BYMONTH" in self.parts
        number = day[:-2].removeprefix("+")
        if within and day[-2:] in _DAYS and number in ("1", "2", "3", "4", "5"):
            return f"{_DAYS.index(day[-2:])}#{number}"
        raise NoCronError(f"not every engine has a cron for `BYDAY={self.parts['BYDAY']}`")

    def _single(self, name: str, default: int, most: int) -> int:
        found = self._numbers(name, 0, most) if name in self.parts else [default]
        if len(found) > 1:
            raise NoCronError("it passes over days, and has several times on the others")
        return found[0]

    def _numbers(self, name: str, least: int, most: int) -> list[int]:
        text = self.parts[name]
        found = [int(one) for one in text.split(",") if one.isdigit()]
        if len(found) != text.count(",") + 1 or not all(least <= one <= most for one in found):
            raise NoCronError(f"no cron says `{name}={text}`")
        return found


def _listed(numbers: Iterable[int]) -> str:
    """`1-5`, `9,17`."""
    found = sorted(set(numbers))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}-{found[-1]}"
    return ",".join(map(str, found))
