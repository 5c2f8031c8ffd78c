"""When runs start: crons, presets, time spans, timetables, assets."""

from __future__ import annotations

import ast
from datetime import datetime

from polydag.frontends.airflow.assets import asset_schedule
from polydag.frontends.airflow.codes import ScheduleUnknown
from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.frontends.airflow.handles import AssetHandle, LookupHandle, TimetableHandle
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.timetables import PRESETS, timetable_schedules, zone_name
from polydag.frontends.airflow.values import scalar, seconds
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.syntax.convert import to_code
from polydag.syntax.data import Datum, Known, ListData, TupleData, Unknown
from polydag.syntax.describe import literal

_PAUSED = "is_paused_upon_creation"
NAMES = ("schedule", "schedule_interval", "timetable")
_SPANS = frozenset(
    {
        "datetime.timedelta",
        "dateutil.relativedelta.relativedelta",
        "pendulum.Duration",
        "pendulum.duration",
    }
)
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
        return _paused(draft, (daily,)) if reading.is_two else ()
    if isinstance(datum, Known) and datum.value is None:
        return ()
    found = _schedules(reading, draft, datum, window, zone_of(start))
    return _paused(draft, found)


def _paused(draft: PipelineDraft, schedules: tuple[Schedule, ...]) -> tuple[Schedule, ...]:
    """The schedules as they are when the DAG is first seen; what is computed stays an argument for Airflow."""
    stated = draft.given.peek(_PAUSED)
    value = stated.value if isinstance(stated, Known) else None
    if not schedules or not isinstance(value, bool):
        return schedules
    draft.given.take(_PAUSED)
    return tuple(one.model_copy(update={"paused": value}) for one in schedules)


def zone_of(start: Datum | None) -> str | None:
    """The name of the start date's zone."""
    value = start.value if isinstance(start, Known) else None
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return zone_name(value.tzinfo)


def _schedules(
    reading: Reading, draft: PipelineDraft, datum: Datum, window: str, zone: str | None
) -> tuple[Schedule, ...]:
    fields: dict[str, object] = {"window": window, "timezone": zone}
    found: tuple[Schedule, ...] | None = None
    if isinstance(datum, Known) and isinstance(datum.value, str):
        return _by_text(datum.value, fields)
    if isinstance(datum, TimetableHandle):
        found = timetable_schedules(reading, datum, zone)
    elif isinstance(datum, AssetHandle | ListData | TupleData):
        waiting = asset_schedule(reading, datum)
        found = None if waiting is None else (waiting,)
    elif isinstance(datum, Known) or _is_span(datum):
        every = seconds(datum)
        found = None if every is None else (_made("interval", every=every, window=window),)
    elif isinstance(datum, Unknown | LookupHandle) and not _is_object(datum):
        cron = scalar(datum, str)
        found = (_made("cron", crons=(cron,), **fields),) if isinstance(cron, Symbolic) else None
    if found is None:
        _unread(reading, draft, datum)
    return found or ()


def _is_span(datum: Datum) -> bool:
    """Whether an expression makes a time span: what it calls is a class of these, whatever it is called with."""
    node = datum.node if isinstance(datum, Unknown) else None
    module = datum.module if isinstance(datum, Unknown) else None
    if not isinstance(node, ast.Call) or module is None:
        return False
    head, dot, rest = ast.unparse(node.func).partition(".")
    return f"{module.names.get(head, head)}{dot}{rest}" in _SPANS


def _is_object(datum: Datum) -> bool:
    """Whether an expression calls what is named like a class, out of sight: a timetable, and no text."""
    node = datum.node if isinstance(datum, Unknown) else None
    if not isinstance(node, ast.Call):
        return False
    return ast.unparse(node.func).rpartition(".")[2][:1].isupper()


def _by_text(text: str, fields: dict[str, object]) -> tuple[Schedule, ...]:
    if text in ("@once", "@continuous"):
        return (_made(text.removeprefix("@")),)
    if text == "None":
        return ()
    return (_made("cron", crons=(PRESETS.get(text, text),), **fields),)


def _unread(reading: Reading, draft: PipelineDraft, datum: Datum) -> None:
    text = literal(datum)
    expression, kept = text.text if text else "the schedule", "it is lost"
    keywords = draft.given.arguments.keywords
    argument = next((keywords[name] for name in NAMES if name in keywords), None)
    if argument is not None and argument.node is not None:
        code = to_code(draft.site.template(argument.node))
        expression = code.text
        if not code.reads:
            draft.extras["schedule"], kept = code, "only Airflow output keeps it"
    told = ScheduleUnknown(
        expression=" ".join(expression.split()),
        kept=kept,
        pipeline=draft.id,
        span=draft.site.span,
    )
    reading.tell(told)


def _made(kind: str, **fields: object) -> Schedule:
    return Schedule.model_validate({"kind": kind, **fields})
