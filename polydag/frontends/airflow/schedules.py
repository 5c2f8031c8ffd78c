"""When runs start: crons, presets, time spans, timetables, assets."""

from __future__ import annotations

import ast
from datetime import datetime

from polydag.frontends.airflow.assets import add_asset
from polydag.frontends.airflow.codes import ScheduleUnknown
from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.handles import AssetHandle, LookupHandle, TimetableHandle, joined
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.values import scalar, seconds
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.syntax.convert import to_code
from polydag.syntax.data import Datum, Known, ListData, TupleData, Unknown
from polydag.syntax.describe import literal

PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
NAMES = ("schedule", "schedule_interval", "timetable")
_WINDOWS = {
    "CronDataIntervalTimetable": "preceding",
    "DeltaDataIntervalTimetable": "preceding",
    "CronTriggerTimetable": "point",
    "MultipleCronTriggerTimetable": "point",
    "DeltaTriggerTimetable": "point",
}
_SPANS = ("datetime.timedelta", "pendulum.duration", "pendulum.Duration")
# Airflow 2 makes a DAG that says nothing run daily.
_TWO_DEFAULT = 86400.0


def schedules_of(
    reading: Reading, draft: PipelineDraft, start: Datum | None
) -> tuple[Schedule, ...]:
    """The schedules of a DAG; a cron's time zone is that of the start date."""
    given = draft.given
    stated = [given.take(name) for name in NAMES]
    datum = next((found for found in stated if found is not None), None)
    window = "preceding" if reading.is_two else "point"
    if datum is None:
        daily = Schedule(kind="interval", every=_TWO_DEFAULT, window="preceding")
        return (daily,) if reading.is_two else ()
    if isinstance(datum, Known) and datum.value is None:
        return ()
    schedule = _schedule(reading, draft, datum, window, zone_of(start))
    return () if schedule is None else (schedule,)


def zone_of(start: Datum | None) -> str | None:
    """The name of the start date's zone."""
    value = start.value if isinstance(start, Known) else None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return getattr(value.tzinfo, "key", None) or str(value.tzinfo)


def _schedule(
    reading: Reading, draft: PipelineDraft, datum: Datum, window: str, zone: str | None
) -> Schedule | None:
    fields: dict[str, object] = {"window": window, "timezone": zone}
    if isinstance(datum, Known) and isinstance(datum.value, str):
        return _by_text(datum.value, fields)
    if isinstance(datum, TimetableHandle):
        return _by_timetable(reading, draft, datum, zone)
    if isinstance(datum, AssetHandle | ListData | TupleData):
        return _by_assets(reading, draft, datum)
    if isinstance(datum, Known):
        every = seconds(datum)
        return None if every is None else _made("interval", every=every, window=window)
    cron = scalar(datum, str)
    if isinstance(datum, Unknown) and _is_span(datum):
        return _made("interval", every=seconds(datum), window=window)
    if isinstance(datum, Unknown | LookupHandle) and isinstance(cron, Symbolic):
        return _made("cron", crons=(cron,), **fields)
    _unread(reading, draft, datum)
    return None


def _is_span(datum: Unknown) -> bool:
    """Whether an expression that is not known makes a time span."""
    call = ast.parse(datum.text, mode="eval").body
    if not isinstance(call, ast.Call) or datum.module is None:
        return False
    spelt = ast.unparse(call.func)
    first, dot, rest = spelt.partition(".")
    return datum.module.names.get(first, first) + dot + rest in _SPANS


def _by_text(text: str, fields: dict[str, object]) -> Schedule | None:
    if text in ("@once", "@continuous"):
        return _made(text.removeprefix("@"))
    if text == "None":
        return None
    return _made("cron", crons=(PRESETS.get(text, text),), **fields)


def _by_timetable(
    reading: Reading, draft: PipelineDraft, handle: TimetableHandle, zone: str | None
) -> Schedule | None:
    arguments, window = handle.site.arguments, _WINDOWS.get(handle.name)
    stated = scalar(arguments.peek("timezone", 1), str)
    if window is None:
        _unread(reading, draft, handle)
        return None
    if handle.name.startswith("Delta"):
        every = seconds(arguments.peek("delta", 0))
        return None if every is None else _made("interval", every=every, window=window)
    single = arguments.peek("cron", 0)
    given = arguments.data() if handle.name.startswith("Multiple") else [single] if single else []
    crons = [scalar(datum, str) for datum in given]
    known = tuple(PRESETS.get(c, c) if isinstance(c, str) else c for c in crons if c is not None)
    return _made("cron", crons=known, window=window, timezone=stated or zone)


def _by_assets(
    reading: Reading, draft: PipelineDraft, datum: AssetHandle | ListData | TupleData
) -> Schedule | None:
    items = [datum] if isinstance(datum, AssetHandle) else datum.items
    handles = [item for item in items if isinstance(item, AssetHandle)]
    whole = joined("all", handles) if handles else None
    if whole is None or len(handles) < len(items) or whole.is_nested:
        _unread(reading, draft, datum)
        return None
    ids = tuple(add_asset(reading, asset) for asset in whole.assets)
    return _made("assets", assets=ids, condition=whole.condition)


def _unread(reading: Reading, draft: PipelineDraft, datum: Datum) -> None:
    text = literal(datum)
    shown = datum.site.source if isinstance(datum, TimetableHandle) else None
    expression = " ".join((shown or (text.text if text else "the schedule")).split())
    keywords = draft.given.arguments.keywords
    argument = next((keywords[name] for name in NAMES if name in keywords), None)
    kept = "it is lost"
    if argument is not None and argument.node is not None:
        code = to_code(draft.site.template(argument.node))
        if not code.reads:
            draft.extras["schedule"], kept = code, "only Airflow output keeps it"
    told = ScheduleUnknown(
        expression=expression, kept=kept, pipeline=draft.id, span=draft.site.span
    )
    reading.tell(told)


def _made(kind: str, **fields: object) -> Schedule:
    return Schedule.model_validate({"kind": kind, **fields})
