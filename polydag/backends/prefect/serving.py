"""Schedules as the deployment that a flow serves, and the entry point of the module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from polydag.backends.clocks import first_meeting, first_shift
from polydag.backends.prefect.codes import (
    AttributeDropped,
    ClockChange,
    NotCarried,
    RunPerCron,
    ScheduleNotCarried,
    TriggerOfAssets,
)
from polydag.backends.prefect.triggers import trigger
from polydag.backends.prefect.values import Scope, spell
from polydag.backends.settings import foreign, stated
from polydag.diagnostics import Diagnostic
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Schedule
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

# The kinds of schedules that a flow is served on.
SERVED = ("assets", "cron", "dates", "interval")
# What a deployment among others calls otherwise: the limit of `serve` is that of the process.
_BESIDE = {"limit": "concurrency_limit"}


@dataclass(frozen=True)
class Serving:
    """`flow.serve(…)`, or None where nothing starts the flow by itself; `deployment` serves it beside other flows."""

    text: str | None
    imports: tuple[Import, ...] = ()
    deployment: str = ""


def serving(
    pipeline: Pipeline,
    module: Module,
    flow: str,
    scope: Scope,
    tell: Callable[[Diagnostic], None],
) -> Serving:
    """The call that serves the flow on its schedules, of a module that was read."""
    source = module.engine
    carried = [_anchored(s, pipeline) for s in pipeline.schedules if s.kind in SERVED]
    for schedule in pipeline.schedules:
        if schedule.kind not in SERVED:
            tell(ScheduleNotCarried(pipeline=pipeline.id, reason=_reason(schedule)))
        _tell_details(schedule, pipeline, tell)
    if not carried:
        plain = {"name": expression(pipeline.id), **_tags(pipeline)}
        return Serving(None, deployment=call(f"{flow}.to_deployment", **plain).text)
    timed = [schedule for schedule in carried if schedule.kind != "assets"]
    waiting = [schedule for schedule in carried if schedule.kind == "assets"]
    _tell_starts(timed, waiting, pipeline, source, tell)
    keywords: dict[str, Expression] = {"name": expression(carried[0].name or pipeline.id)}
    keywords |= _schedules(timed) if timed else {}
    if waiting:
        keywords["triggers"] = expression([trigger(s, module) for s in waiting])
    keywords |= _tags(pipeline)
    if pipeline.max_active_runs is not None:
        keywords["limit"] = expression(pipeline.max_active_runs)
    if carried[0].parameters:
        keywords["parameters"] = expression(
            {k: spell(v, scope) for k, v in carried[0].parameters.items()}
        )
    if carried[0].paused:
        keywords["paused"] = expression(True)
    made = call(f"{flow}.serve", **keywords)
    beside = {_BESIDE.get(name, name): value for name, value in keywords.items()}
    return Serving(made.text, made.imports, call(f"{flow}.to_deployment", **beside).text)


def _tags(pipeline: Pipeline) -> dict[str, Expression]:
    tags = [expression(tag) for tag in pipeline.tags]
    return {"tags": expression(tags)} if tags else {}


@dataclass(frozen=True)
class Entry:
    """What starts the flow when the file is run; `tagged` says that the runs have the pipeline's tags.

    `deployment` is what serves it beside other flows.
    """

    lines: tuple[str, ...] = ()
    imports: tuple[Import, ...] = ()
    tagged: bool = True
    deployment: str = ""


def serves_all(module: Module) -> bool:
    """Whether flows are served together: `flow.serve` serves one and never ends."""
    several = len(module.pipelines) > 1
    return several and any(s.kind in SERVED for p in module.pipelines for s in p.schedules)


def joined(entries: Sequence[Entry], module: Module) -> Entry:
    """What starts the flows of a module."""
    if not serves_all(module) or not all(entry.deployment for entry in entries):
        return Entry(
            tuple(line for entry in entries for line in entry.lines),
            tuple(one for entry in entries for one in entry.imports),
        )
    bound = {*module.functions, *(name for part in module.prelude for name in part.defines)}
    name, origin = ("prefect.serve", None) if "serve" in bound else ("serve", "serve")
    text = f"{name}({', '.join(entry.deployment for entry in entries)})"
    schedules = [one for entry in entries for one in entry.imports if one.name != "tags"]
    return Entry((text,), (*schedules, Import("prefect", origin)))


def kept(pipeline: Pipeline) -> Entry:
    """The author's own start of the flow, which has the tags where it says them."""
    text = pipeline.entry or ""
    return Entry(tuple(text.splitlines()), tagged=not pipeline.tags or "tags" in text)


def called(module: Module, pipeline: Pipeline, flow: str, startable: bool) -> Entry:
    """The call of a flow that nothing serves, inside of `with tags(…)`; nothing where a run needs parameters."""
    if not startable:
        return Entry(tagged=not pipeline.tags)
    if not pipeline.tags:
        return Entry((f"{flow}()",))
    bound = {*module.functions, *(name for part in module.prelude for name in part.defines)}
    # An author's own `tags` stays what it is.
    name, origin = ("prefect.tags", None) if "tags" in bound else ("tags", "tags")
    tags = call(name, *(expression(tag) for tag in pipeline.tags))
    imports = (*tags.imports, Import("prefect", origin))
    return Entry((f"with {tags.text}:", f"    {flow}()"), imports)


def _tell_starts(
    timed: list[Schedule],
    waiting: list[Schedule],
    pipeline: Pipeline,
    source: str,
    tell: Callable[[Diagnostic], None],
) -> None:
    """What starts runs otherwise than in the source."""
    for schedule in waiting:
        assets = ", ".join(schedule.of_assets.named)
        tell(TriggerOfAssets(pipeline=pipeline.id, assets=assets))
    for schedule in timed:
        shift = first_shift(schedule, source, "prefect")
        if shift is not None:
            tell(ClockChange(pipeline=pipeline.id, **asdict(shift)))
    several = [one for one in timed if len(one.crons) > 1]
    meeting = first_meeting(several) if several and source != "prefect" else None
    if meeting is not None:
        tell(RunPerCron(pipeline=pipeline.id, moment=meeting))


def _tell_details(
    schedule: Schedule, pipeline: Pipeline, tell: Callable[[Diagnostic], None]
) -> None:
    """What only the source's timetables are told."""
    for _, name, value, effect in foreign(schedule.extras, "prefect"):
        unfelt = effect is None or (name == "run_immediately" and pipeline.start is not None)
        told = AttributeDropped if unfelt else NotCarried
        tell(
            told(
                pipeline=pipeline.id,
                owner=pipeline.id,
                attribute=stated(name, value),
                reason=effect if effect and not unfelt else "Prefect has nothing like it",
            )
        )


def _anchored(schedule: Schedule, pipeline: Pipeline) -> Schedule:
    """An interval counted from the pipeline's first day, as elsewhere: Prefect would count from when the flow is served."""
    if schedule.kind != "interval" or schedule.anchor is not None:
        return schedule
    first = pipeline.start if isinstance(pipeline.start, str) else None
    return schedule.model_copy(update={"anchor": first})


def _schedules(schedules: list[Schedule]) -> dict[str, Expression]:
    first = schedules[0]
    if (
        len(schedules) == 1
        and first.kind == "interval"
        and first.every is not None
        and first.anchor is None
    ):
        return {"interval": _number(first.every)}
    plain = [_cron(s) for s in schedules if s.kind == "cron" and _is_utc(s)]
    if len(plain) == len(schedules) and sum(len(s.crons) for s in schedules) == 1:
        return {"cron": expression(schedules[0].crons[0])}
    made = [item for schedule in schedules for item in _objects(schedule)]
    return {"schedules": expression(made)} if len(made) > 1 else {"schedule": made[0]}


def _cron(schedule: Schedule) -> Expression:
    return expression(schedule.crons[0])


def _is_utc(schedule: Schedule) -> bool:
    return schedule.timezone in (None, "UTC", "Etc/UTC")


def _objects(schedule: Schedule) -> list[Expression]:
    extra: dict[str, Expression] = {}
    if not _is_utc(schedule) and schedule.timezone is not None:
        extra["timezone"] = expression(schedule.timezone)
    if schedule.kind == "cron":
        imports = (Import("prefect.schedules", "Cron"),)
        made = [call("Cron", expression(cron), **extra) for cron in schedule.crons]
        return [Expression(m.text, (*m.imports, *imports), m.names) for m in made]
    if schedule.kind == "dates":
        listed = call("RRule", expression(f"RDATE:{','.join(map(_stamp, schedule.dates))}"))
        return [Expression(listed.text, (Import("prefect.schedules", "RRule"),))]
    if schedule.anchor is not None:
        anchor = call("datetime.fromisoformat", expression(schedule.anchor))
        extra["anchor_date"] = Expression(anchor.text, (Import("datetime", "datetime"),))
    every = schedule.every if schedule.every is not None else 0.0
    text = every.text if isinstance(every, Symbolic) else f"timedelta(seconds={every:g})"
    made_one = call("Interval", Expression(text, (Import("datetime", "timedelta"),)), **extra)
    return [Expression(made_one.text, (*made_one.imports, Import("prefect.schedules", "Interval")))]


def _stamp(moment: str) -> str:
    """A date as RFC 5545 writes it, in UTC."""
    found = datetime.fromisoformat(moment)
    return f"{found.astimezone(UTC) if found.tzinfo else found:%Y%m%dT%H%M%SZ}"


def _number(value: float | Symbolic) -> Expression:
    if isinstance(value, Symbolic):
        return expression(value)
    return expression(int(value) if value.is_integer() else value)


def _reason(schedule: Schedule) -> str:
    match schedule.kind:
        case "once":
            return "it runs once: start the flow by hand"
        case _:
            return (
                "it starts a run as soon as one ends: start the flow again from a service manager"
            )
