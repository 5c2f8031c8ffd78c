"""How the file starts its flows: deployments and schedules, calls at the end of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from polydag.diagnostics import Collector, Span
from polydag.frontends.prefect.codes import OptionDropped, ScheduleUnread, UnknownOption
from polydag.frontends.prefect.handles import FlowHandle, Options, Tags, Timing
from polydag.frontends.prefect.options import scalar, seconds, text_of
from polydag.frontends.prefect.recurrence import NoCronError, recurrence
from polydag.frontends.prefect.values import Values
from polydag.ir.model import Scalar
from polydag.ir.policies import Schedule
from polydag.ir.values import Value
from polydag.syntax.calls import Arguments, CallSite
from polydag.syntax.data import Datum, DictData, Known, ListData, TupleData
from polydag.syntax.describe import literal

_DROPPED = {
    "limit": "it says how many runs one process serves",
    "global_limit": "it is a limit of the server",
    "pause_on_shutdown": "it says what the serving process does at its end",
    "print_starting_message": "it says what the serving process prints",
    "webserver": "it says what the serving process offers",
    "work_pool_name": "it says where Prefect executes",
    "work_pool": "it says where Prefect executes",
    "work_queue_name": "it says where Prefect executes",
    "job_variables": "it says where Prefect executes",
    "image": "it says where Prefect executes",
    "build": "it says where Prefect executes",
    "push": "it says where Prefect executes",
    "pull": "it says where Prefect executes",
    "entrypoint_type": "it says how Prefect finds the flow",
    "enforce_parameter_schema": "every engine checks parameters in its own way",
    "version": "it says how deployments are shown",
    "concurrency_limit": "it is a limit of the deployment",
    "triggers": "events that start runs are not carried over",
}
_READ = frozenset(
    {
        "name",
        "cron",
        "interval",
        "rrule",
        "schedule",
        "schedules",
        "parameters",
        "tags",
        "paused",
        "timezone",
        "description",
    }
)


@dataclass(frozen=True, eq=False)
class Entry:
    """A place of the file that starts a flow: `call`, `serve` or `deploy`; `around` are the `with tags(…)` that it stands in."""

    flow: FlowHandle
    how: str
    options: Options
    site: CallSite
    around: tuple[Tags, ...] = ()

    @property
    def text(self) -> str:
        """What starts the flow, as the author wrote it."""
        lines = [f"with {tags.text}:" for tags in self.around] + [self.site.source]
        return "\n".join(f"{'    ' * depth}{line}" for depth, line in enumerate(lines))


@dataclass(frozen=True)
class Owner:
    """The flow whose deployments are read, and where what is not read is told."""

    flow: str
    span: Span
    collector: Collector

    def unread(self, schedule: str, reason: str) -> None:
        """Tell a schedule that is lost."""
        shown = " ".join(schedule.split())
        told = ScheduleUnread(schedule=shown, flow=self.flow, reason=reason, span=self.span)
        self.collector.tell(told)


@dataclass(frozen=True)
class Timed:
    """A schedule of a deployment, and the first and last moment that it states, in its zone."""

    schedule: Schedule
    start: str | None = None
    end: str | None = None


def timed(
    entries: Sequence[Entry], elsewhere: Sequence[Timed], values: Values, owner: Owner
) -> dict[str, object]:
    """The schedules of a flow, and its bounds where it has one schedule; what is none that can be read is told.

    `elsewhere` are those that the project's file states.
    """
    own = (one for entry in entries for one in _of(entry, values, owner.collector))
    found = [*own, *elsewhere]
    if len(found) == 1:
        return {"schedules": (found[0].schedule,), "start": found[0].start, "end": found[0].end}
    if any(one.start or one.end for one in found):
        owner.unread("DTSTART, UNTIL", "one of several schedules has bounds of its own")
    return {"schedules": tuple(one.schedule for one in found)}


def _of(entry: Entry, values: Values, collector: Collector) -> Iterator[Timed]:
    """The schedules of a deployment."""
    data = entry.options.data
    common = _common(entry, values)
    owner = Owner(entry.flow.name, entry.site.span, collector)
    for cron in _given(data, "cron"):
        yield Timed(_cron(cron, None, common))
    for interval in _given(data, "interval"):
        yield Timed(_interval(interval, None, common))
    for rule in _given(data, "rrule"):
        yield from _ruled(rule, None, common, owner)
    for timing in (*_given(data, "schedule"), *_given(data, "schedules")):
        if not isinstance(timing, Timing):
            text = literal(timing)
            reason = "what it is follows only when the file runs"
            owner.unread(text.text if text else "schedule", reason)
        elif timing.kind == "rrule":
            zone = text_of(timing.arguments.peek("timezone"))
            rule = _first(timing.arguments, "rrule")
            yield from _ruled(rule, zone, common, owner)
        else:
            yield Timed(_timed(timing, common))


def _given(data: Mapping[str, Datum], option: str) -> Iterator[Datum]:
    for datum in _each(data[option]) if option in data else ():
        if not (isinstance(datum, Known) and datum.value is None):
            yield datum


def _ruled(
    datum: Datum, zone: Scalar[str] | None, common: dict[str, object], owner: Owner
) -> Iterator[Timed]:
    rule = text_of(datum)
    zoned = common | ({"timezone": zone} if zone is not None else {})
    if isinstance(rule, str):
        yield from recurring(rule, zoned, owner)
    else:
        text = rule.text if rule is not None else "rrule"
        owner.unread(text, "what it is follows only when the file runs")


def recurring(rule: str, zoned: dict[str, object], owner: Owner) -> Iterator[Timed]:
    """A rule of recurrence as a cron or an interval, where one is exact; `zoned` are the schedule's other fields."""
    try:
        found = recurrence(rule, in_utc=zoned["timezone"] in (None, "UTC", "Etc/UTC"))
    except NoCronError as error:
        owner.unread(rule, str(error))
        return
    shape: dict[str, object] = {"kind": "interval", "every": found.every, "anchor": found.anchor}
    if found.cron is not None:
        shape = {"kind": "cron", "crons": (found.cron,)}
    yield Timed(Schedule.model_validate(zoned | shape), found.start, found.end)


def tell_rest(entry: Entry, collector: Collector) -> None:
    """Tell the options of a deployment that are not carried over."""
    for option, datum in entry.options.data.items():
        if option in _READ or (isinstance(datum, Known) and datum.value is None):
            continue
        tell_option(option, Owner(entry.flow.name, entry.site.span, collector))


def tell_option(option: str, owner: Owner) -> None:
    """Tell an option of a deployment that is not carried over."""
    name, span = owner.flow, owner.span
    if option in _DROPPED:
        told = OptionDropped(option=option, owner=name, reason=_DROPPED[option], span=span)
        owner.collector.tell(told)
    else:
        owner.collector.tell(UnknownOption(option=option, owner=name, span=span))


def given_parameters(entry: Entry, values: Values) -> dict[str, Value]:
    """The parameters that the entry gives: of the deployment, or of the call."""
    if entry.how != "call":
        datum = entry.options.data.get("parameters")
        entries = datum.text_entries() if isinstance(datum, DictData) else {}
        return {name: values.value(value) for name, value in entries.items()}
    signature = entry.flow.function.node.args
    named = [argument.arg for argument in (*signature.posonlyargs, *signature.args)]
    given = (
        dict(zip(named, entry.site.arguments.positional, strict=False))
        | entry.site.arguments.keywords
    )
    return {name: values.value(argument.datum) for name, argument in given.items()}


def tags_of(entry: Entry) -> tuple[Scalar[str], ...]:
    """The tags of a deployment, or those around a call."""
    datum = entry.options.data.get("tags")
    items = [
        *(name for tags in entry.around for name in tags.names),
        *(_each(datum) if datum else ()),
    ]
    return tuple(tag for item in items if (tag := text_of(item)) is not None)


def _common(entry: Entry, values: Values) -> dict[str, object]:
    paused = entry.options.data.get("paused")
    return {
        "name": text_of(entry.options.data.get("name")),
        "paused": paused.value
        if isinstance(paused, Known) and isinstance(paused.value, bool)
        else None,
        "parameters": given_parameters(entry, values),
        "timezone": text_of(entry.options.data.get("timezone")),
    }


def _each(datum: Datum) -> Sequence[Datum]:
    return datum.items if isinstance(datum, ListData | TupleData) else [datum]


def _timed(timing: Timing, common: dict[str, object]) -> Schedule:
    arguments = timing.arguments
    zone = text_of(arguments.peek("timezone"))
    if timing.kind == "cron":
        return _cron(_first(arguments, "cron"), zone, common)
    return _interval(_first(arguments, "interval"), zone, common, arguments.peek("anchor_date"))


def _first(arguments: Arguments, name: str) -> Datum:
    found = arguments.peek(name, 0)
    return found if found is not None else Known(None)


def _cron(datum: Datum, zone: Scalar[str] | None, common: dict[str, object]) -> Schedule:
    cron = scalar(datum, str)
    zoned = common | ({"timezone": zone} if zone is not None else {})
    return Schedule.model_validate({"kind": "cron", "crons": (cron,), **zoned})


def _interval(
    datum: Datum, zone: Scalar[str] | None, common: dict[str, object], anchor: Datum | None = None
) -> Schedule:
    zoned = common | ({"timezone": zone} if zone is not None else {})
    start = (
        anchor.value.isoformat()
        if isinstance(anchor, Known) and isinstance(anchor.value, datetime)
        else None
    )
    return Schedule.model_validate(
        {"kind": "interval", "every": seconds(datum), "anchor": start, **zoned}
    )
