"""Dates and time spans of the standard library and pendulum, computed when everything given is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from polydag.syntax.builtins import computes
from polydag.syntax.calls import CallSite
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, External, Known, is_known
from polydag.syntax.flow import RaisedError

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

_UTC = frozenset({"datetime.timezone.utc", "datetime.UTC", "pendulum.UTC", "pytz.utc", "pytz.UTC"})


CONSTANTS: dict[str, date] = {
    "datetime.datetime.min": datetime.min,
    "datetime.datetime.max": datetime.max,
    "datetime.date.min": date.min,
    "datetime.date.max": date.max,
}
"""Dates that are attributes of their classes."""


def _timed(function: Callable[..., object]) -> Callable[[Evaluator, CallSite], Datum | None]:
    def rule(ev: Evaluator, site: CallSite) -> Datum | None:
        arguments = site.arguments
        given = [_given(datum) for datum in arguments.data()]
        named = {name: _given(a.datum) for name, a in arguments.keywords.items()}
        if arguments.spreads or _MISSING in given or _MISSING in named.values():
            return None
        try:
            value = function(*given, **named)
        except (TypeError, ValueError, OverflowError) as error:
            raise RaisedError(type(error).__name__, str(error)) from error
        except ZoneInfoNotFoundError:
            return None
        return None if value is None else Known(value, site.unknown())

    return rule


_MISSING = object()


def _given(datum: Datum) -> object:
    if isinstance(datum, External) and datum.qualified in _UTC:
        return UTC
    return to_python(datum) if is_known(datum) else _MISSING


def _zone(zone: object) -> tzinfo | None:
    if isinstance(zone, tzinfo) or zone is None:
        return zone
    if isinstance(zone, str):
        return UTC if zone.upper() == "UTC" else ZoneInfo(zone)
    raise TypeError(f"{zone!r} is no time zone")


def _pendulum_datetime(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0,
    microsecond: int = 0, tz: object = "UTC", fold: int = 1
) -> datetime:  # fmt: skip
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=_zone(tz))


def _duration(**spans: float) -> timedelta:
    days = spans.pop("years", 0) * 365 + spans.pop("months", 0) * 30 + spans.pop("days", 0)
    return timedelta(days=days, **spans)


def _parse(text: str, tz: object = "UTC", **more: object) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=_zone(tz))


def _strptime(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)


_FUNCTIONS: dict[str, Callable[..., object]] = {
    "datetime.datetime": datetime,
    "datetime.date": date,
    "datetime.time": time,
    "datetime.timedelta": timedelta,
    "datetime.timezone": timezone,
    "datetime.datetime.strptime": _strptime,
    "datetime.datetime.fromisoformat": datetime.fromisoformat,
    "datetime.date.fromisoformat": date.fromisoformat,
    "datetime.datetime.combine": datetime.combine,
    "pendulum.datetime": _pendulum_datetime,
    "pendulum.duration": _duration,
    "pendulum.Duration": _duration,
    "pendulum.timezone": _zone,
    "pendulum.tz.timezone": _zone,
    "pendulum.time": time,
    "pendulum.parse": _parse,
    "zoneinfo.ZoneInfo": _zone,
    "pytz.timezone": _zone,
}

for _name, _function in _FUNCTIONS.items():
    computes(_name)(_timed(_function))
