"""Timetables as schedules: crons, time spans, lists of dates, assets beside times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, tzinfo

from polydag.frontends.airflow.assets import asset_schedule
from polydag.frontends.airflow.handles import TimetableHandle
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.values import scalar, seconds, value_of
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.ir.values import Value
from polydag.syntax.data import Datum, Known, ListData, SetData, TupleData, datum_of

PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_WINDOWS = {
    "CronDataIntervalTimetable": "preceding",
    "DeltaDataIntervalTimetable": "preceding",
    "CronTriggerTimetable": "point",
    "MultipleCronTriggerTimetable": "point",
    "DeltaTriggerTimetable": "point",
}
# What a timetable is told beside its times, and what that is where it is not stated.
_DETAILS = {"run_immediately": False, "restrict_to_events": False, "description": None}


def timetable_schedules(
    reading: Reading, handle: TimetableHandle, zone: str | None
) -> tuple[Schedule, ...] | None:
    """The schedules that a timetable stands for; None for one that has no neutral form."""
    reader = _READERS.get(handle.name)
    return None if reader is None else reader(reading, handle, zone)


def zone_name(zone: tzinfo) -> str:
    """The name of a zone."""
    return getattr(zone, "key", None) or str(zone)


def _cron(reading: Reading, handle: TimetableHandle, zone: str | None) -> tuple[Schedule, ...]:
    arguments = handle.site.arguments
    is_multiple = handle.name.startswith("Multiple")
    single = arguments.peek("cron", 0)
    given = arguments.data() if is_multiple else [single] if single else []
    crons = [scalar(datum, str) for datum in given]
    known = tuple(PRESETS.get(c, c) if isinstance(c, str) else c for c in crons if c is not None)
    stated = _zone(arguments.peek("timezone", None if is_multiple else 1))
    fields = {"crons": known, "timezone": stated or zone, **_interval(handle)}
    return (_made("cron", reading, handle, fields),)


def _delta(
    reading: Reading, handle: TimetableHandle, zone: str | None
) -> tuple[Schedule, ...] | None:
    every = seconds(handle.site.arguments.peek("delta", 0))
    if every is None:
        return None
    return (_made("interval", reading, handle, {"every": every, **_interval(handle)}),)


def _events(
    reading: Reading, handle: TimetableHandle, zone: str | None
) -> tuple[Schedule, ...] | None:
    dates = list(_moments(handle.site.arguments.peek("event_dates", 0)))
    if not dates or None in dates:
        return None
    found = sorted({moment for moment in dates if moment is not None})
    return (_made("dates", reading, handle, {"dates": tuple(found)}),)


def _assets_or_times(
    reading: Reading, handle: TimetableHandle, zone: str | None
) -> tuple[Schedule, ...] | None:
    """Both start runs."""
    arguments = handle.site.arguments
    timetable = arguments.peek("timetable")
    assets = arguments.peek("assets") or arguments.peek("datasets")
    if not isinstance(timetable, TimetableHandle) or assets is None:
        return None
    timed = timetable_schedules(reading, timetable, zone)
    waiting = asset_schedule(reading, assets)
    return None if timed is None or waiting is None else (*timed, waiting)


def _interval(handle: TimetableHandle) -> dict[str, object]:
    """Which time a run is about: Airflow 3 may say how long before the tick it begins."""
    length = seconds(handle.site.arguments.peek("interval"))
    if length is None or length == 0:
        return {"window": _WINDOWS[handle.name]}
    return {"window": "preceding", "length": length}


def _zone(datum: Datum | None) -> str | Symbolic | None:
    """A zone by name, or as an object."""
    value = datum.value if isinstance(datum, Known) else None
    return zone_name(value) if isinstance(value, tzinfo) else scalar(datum, str)


def _moments(datum: Datum | None) -> Iterator[str | None]:
    """The dates of a list, in UTC where they name no zone; None for one that is not known."""
    items: list[Datum] = []
    if isinstance(datum, ListData | TupleData):
        items = list(datum.items)
    elif isinstance(datum, SetData):
        items = [datum_of(key) for key in datum.elements]
    for item in items:
        value = item.value if isinstance(item, Known) else None
        yield value.isoformat() if isinstance(value, datetime | date) else None


def _made(
    kind: str, reading: Reading, handle: TimetableHandle, fields: dict[str, object]
) -> Schedule:
    own: dict[str, Value] = {}
    site = handle.site
    for name, plain in _DETAILS.items():
        datum = site.arguments.peek(name)
        if datum is not None and not (isinstance(datum, Known) and datum.value is plain):
            own[name] = value_of(reading, datum, handle.name, site, templated=False)
    extras = {"airflow": own} if own else {}
    return Schedule.model_validate({"kind": kind, "extras": extras, **fields})


def _bare(kind: str) -> _Reader:
    return lambda reading, handle, zone: (_made(kind, reading, handle, {}),)


_Reader = Callable[[Reading, TimetableHandle, str | None], tuple[Schedule, ...] | None]
_READERS: dict[str, _Reader] = {
    "AssetOrTimeSchedule": _assets_or_times,
    "ContinuousTimetable": _bare("continuous"),
    "CronDataIntervalTimetable": _cron,
    "CronTriggerTimetable": _cron,
    "DatasetOrTimeSchedule": _assets_or_times,
    "DeltaDataIntervalTimetable": _delta,
    "DeltaTriggerTimetable": _delta,
    "EventsTimetable": _events,
    "MultipleCronTriggerTimetable": _cron,
    "NullTimetable": lambda reading, handle, zone: (),
    "OnceTimetable": _bare("once"),
}
