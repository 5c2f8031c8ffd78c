"""What stands around a pipeline's tasks: the job's attributes, parameters, schedules."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from polydag.backends.clocks import first_shift, regular_step
from polydag.backends.dagster import tags
from polydag.backends.dagster.codes import (
    AttributeDropped,
    AttributeLost,
    ClockChange,
    PartitionPerRun,
    ScheduleEmulated,
    SymbolicPolicy,
)
from polydag.backends.dagster.context import Block
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.hooks import Hooks
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.parameters import fields_of, resource_of
from polydag.backends.dagster.policies import place_of, shared_retry
from polydag.backends.dagster.retries import policy
from polydag.backends.dagster.schedules import (
    at_dates,
    cron_of,
    dates,
    has_seconds,
    interval_cron,
    partitions_constant,
    spelt_dates,
)
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.triggers import trigger
from polydag.backends.dagster.unwritten import shown_as, tell_unwritten
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.settings import foreign, stated
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.rendering.strings import string

_WRITTEN = (
    *(
        "nodes",
        "edges",
        "groups",
        "parameters",
        "schedules",
        "outcome",
        "listed",
        "style",
        "defaults",
    ),
    *(
        "doc",
        "comment",
        "function",
        "symbol",
        "address",
        "description",
        *("tags", "timeout", "retry"),
        "entry",
        "entry_imports",
    ),
)


@dataclass(frozen=True)
class Scheduled:
    """Statements that define schedules, and their names."""

    statements: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    sensors: tuple[str, ...] = ()


def partitions_argument(design: Design, sheet: Sheet) -> str:
    """`partitions_def=…` for a job or an asset job."""
    found = dates(design)
    if found is None:
        return ""
    sheet.tell(PartitionPerRun(**place_of(design.pipeline.id)))
    if design.assets or spelt_dates(design, sheet).constant:
        return f"partitions_def={partitions_constant(found, sheet)}"
    return f"partitions_def={sheet.dagster(found.kind)}({', '.join(found.arguments)})"


def job_arguments(design: Design, sheet: Sheet, hooks: Hooks) -> tuple[list[str], tuple[str, ...]]:
    """The arguments of `@job`, and the comments above it."""
    pipeline = design.pipeline
    arguments = [
        f"name={string(design.name)}" if design.symbol != design.name else "",
        *common_arguments(design, sheet, hooks),
    ]
    arguments.append(partitions_argument(design, sheet))
    first = next(iter(design.facts.tasks.values()))
    retry = shared_retry(Workpiece(first, design, sheet))
    if retry is not None:
        arguments.append(f"op_retry_policy={policy(retry, sheet)}")
    comment = pipeline.comment.split("\n") if pipeline.comment else []
    return arguments, (*sheet.notes(pipeline.id), *comment)


def common_arguments(design: Design, sheet: Sheet, hooks: Hooks) -> list[str]:
    """What jobs of ops and of assets have alike: description, hooks, owners, tags."""
    pipeline = design.pipeline
    view = sheet.view(pipeline, f"pipeline {pipeline.id}", pipeline.id)
    view.use(*_WRITTEN)
    description = pipeline.description
    found = [
        f"description={sheet.value(description)}"
        if description is not None and description != pipeline.doc
        else ""
    ]
    if hooks.everywhere:
        found.append(f"hooks={{{', '.join(hooks.everywhere)}}}")
    owner = pipeline.defaults.owner
    if isinstance(owner, str):
        found.append(f"owners=[{sheet.value(owner if '@' in owner else f'team:{owner}')}]")
    entries = {
        **tags.labels(pipeline.tags, sheet),
        **tags.run_policies(pipeline, sheet, place_of(pipeline.id)),
        **tags.own(pipeline.extras, sheet),
    }
    if entries:
        found.append(f"tags={tags.tags(entries)}")
    name = shown_as(pipeline)
    if name is not None:
        found.append(f'metadata={{"display_name": {sheet.value(name)}}}')
    tell_unwritten(view, design, sheet)
    return found


def setting_classes(design: Design, sheet: Sheet, pieces: dict[str, Workpiece]) -> list[Block]:
    """The classes that hold the parameters of the run: one for all ops, or one for the op that reads them."""
    read = {name for name, ids in design.readers.items() if ids}
    for parameter in design.pipeline.parameters:
        if parameter.name not in read:
            place, owner = place_of(design.pipeline.id), design.pipeline.id
            sheet.tell(
                AttributeDropped(
                    owner=owner,
                    attribute=stated(f"parameter {parameter.name}", parameter.default),
                    reason="no task reads it",
                    **place,
                )
            )
    if design.shared_parameters:
        fields = fields_of((p for p in design.pipeline.parameters if p.name in read), sheet)
        kind = sheet.dagster("ConfigurableResource")
        return [_class(design.params_class, kind, fields, "Parameters of a run.")] if fields else []
    found = []
    for piece in pieces.values():
        if "config" in piece.needs:
            mine = [p for p in design.pipeline.parameters if piece.id in design.readers[p.name]]
            found.append(
                _class(
                    piece.config_class,
                    sheet.dagster("Config"),
                    fields_of(mine, sheet),
                    "",
                )
            )
    return found


def parameters_resource(design: Design, sheet: Sheet) -> str:
    """The value of the resource `params`."""
    read = [p for p in design.pipeline.parameters if design.readers[p.name]]
    return resource_of(design.params_class, read, sheet)


def _class(name: str, kind: str, fields: list[str], doc: str) -> Block:
    rows = "".join(f"    {field}\n" for field in fields).rstrip("\n")
    head = f"class {name}({kind}):\n" + (f'    """{doc}"""\n\n' if doc else "")
    return Block((), (), head + (rows or "    pass"))


def schedules(design: Design, sheet: Sheet) -> Scheduled:
    """Schedules, and sensors for what no clock starts; what is neither is told."""
    statements: list[str] = []
    symbols: list[str] = []
    sensors: list[str] = []
    for schedule in design.pipeline.schedules:
        view = sheet.view(schedule, "schedule", design.pipeline.id)
        view.use(
            "crons",
            "every",
            "anchor",
            "dates",
            "timezone",
            "window",
            "length",
            "assets",
            "condition",
            "nested",
            "name",
            "paused",
        )
        view.told("extras")
        _tell_details(schedule, design, sheet)
        if schedule.kind in ("assets", "continuous"):
            text, sensor = trigger(schedule, design, sheet)
            _tell_trigger(schedule, sensor, design, sheet)
            statements.append(text)
            sensors.append(sensor)
            continue
        wanted = sheet.schedules.take(schedule.name or f"{design.name}_schedule")
        made = _schedule(schedule, design, sheet, wanted)
        if schedule.parameters:
            view.told("parameters")
            _parameters(schedule, design, sheet)
        if made is None:
            continue
        shift = first_shift(schedule, sheet.module.engine, "dagster")
        if shift is not None:
            sheet.tell(ClockChange(**asdict(shift), **place_of(design.pipeline.id)))
        symbol = sheet.names.take(dagster_name(wanted))
        statements.append(f"{symbol} = {made}")
        symbols.append(symbol)
    return Scheduled(tuple(statements), tuple(symbols), tuple(sensors))


def _tell_trigger(schedule: Schedule, sensor: str, design: Design, sheet: Sheet) -> None:
    what = ", ".join(schedule.of_assets.named)
    kind = f"the assets {what}" if what else schedule.kind
    how = f"the sensor `{sensor}`, which the daemon asks again and again"
    sheet.tell(ScheduleEmulated(kind=kind, how=how, **place_of(design.pipeline.id)))


def _is_step(schedule: Schedule) -> bool:
    """Whether a run's length is the time between the ticks of its one cron."""
    crons = [cron for cron in schedule.crons if isinstance(cron, str)]
    return len(crons) == 1 and regular_step(crons[0]) == schedule.length


def _tell_details(schedule: Schedule, design: Design, sheet: Sheet) -> None:
    """What a run is about where that is no partition, and what only the source's timetables are told."""
    place, owner = place_of(design.pipeline.id), design.pipeline.id
    if schedule.length is not None and design.dated and not _is_step(schedule):
        reason = "a run is about the time between two ticks"
        told = stated("interval", schedule.length)
        sheet.tell(AttributeLost(attribute=told, owner=owner, reason=reason, **place))
    for engine, name, value, effect in foreign(schedule.extras, "dagster"):
        told = stated(name, value)
        if effect is None or (name == "run_immediately" and design.pipeline.start is not None):
            reason = f"only {engine} knows it"
            sheet.tell(AttributeDropped(attribute=told, owner=owner, reason=reason, **place))
        else:
            sheet.tell(AttributeLost(attribute=told, owner=owner, reason=effect, **place))


def _parameters(schedule: Schedule, design: Design, sheet: Sheet) -> None:
    """A deployment's own parameters are the defaults of the job already, where its reader put them there."""
    pipeline = design.pipeline
    defaults = {p.name: p.default for p in pipeline.parameters}
    for name, value in schedule.parameters.items():
        if defaults.get(name) != value:
            reason = "set it in the run config of the schedule"
            sheet.tell(
                AttributeLost(
                    attribute=f"parameter {name}",
                    owner=pipeline.id,
                    reason=reason,
                    **place_of(pipeline.id),
                )
            )


def _schedule(schedule: Schedule, design: Design, sheet: Sheet, name: str) -> str | None:
    """The schedule as an expression; without a `name` Dagster would call it after its job."""
    named = f"name={string(dagster_name(name))}" if name != f"{design.name}_schedule" else ""
    pipeline = design.pipeline
    crons: list[str | Symbolic] = [cron_of(cron) for cron in schedule.crons]
    for cron, written in zip(schedule.crons, crons, strict=True):
        if has_seconds(cron):
            how = f"the cron {written}: Dagster has no seconds"
            sheet.tell(ScheduleEmulated(kind=str(cron), how=how, **place_of(pipeline.id)))
    running = (
        f"default_status={sheet.dagster('DefaultScheduleStatus')}.RUNNING"
        if schedule.paused is False
        else ""
    )
    if schedule.kind == "interval":
        crons = _of_interval(schedule, design, sheet)
    elif schedule.kind == "dates":
        return at_dates(schedule, design, sheet, named, running)
    elif schedule.kind != "cron":
        reason = f"{schedule.kind}: not written: start the job by hand"
        sheet.tell(
            AttributeLost(
                attribute="schedule", owner=pipeline.id, reason=reason, **place_of(pipeline.id)
            )
        )
        return None
    crons = [cron for cron in crons if _is_cron(cron, design, sheet)]
    if not crons:
        return None
    found = dates(design)
    if found is not None and len(crons) == 1 and isinstance(crons[0], str):
        build = sheet.dagster("build_schedule_from_partitioned_job")
        return f"{build}({', '.join(a for a in (design.symbol, named, *found.schedule, running) if a)})"
    spelled = [sheet.value(cron) for cron in crons]
    zone = schedule.timezone
    arguments = [
        named,
        f"job={design.symbol}",
        f"cron_schedule={spelled[0] if len(spelled) == 1 else '[' + ', '.join(spelled) + ']'}",
        f"execution_timezone={sheet.value(zone)}" if zone not in (None, "UTC") else "",
        running,
    ]
    return f"{sheet.dagster('ScheduleDefinition')}({', '.join(a for a in arguments if a)})"


def _is_cron(cron: str | Symbolic, design: Design, sheet: Sheet) -> bool:
    """Whether a schedule can be written as a cron; an expression is taken for one unless it shows that it is none."""
    if not isinstance(cron, Symbolic):
        return True
    place, owner = place_of(design.pipeline.id), design.pipeline.id
    if "timedelta" in cron.names or "timedelta" in cron.text:
        instead = "no schedule is written"
        sheet.tell(
            SymbolicPolicy(
                attribute="schedule", owner=owner, expression=cron.text, instead=instead, **place
            )
        )
        return False
    sheet.tell(
        ScheduleEmulated(kind=cron.text, how="written as it is, and must be a cron", **place)
    )
    return True


def _of_interval(schedule: Schedule, design: Design, sheet: Sheet) -> list[str | Symbolic]:
    """The cron of an interval; another distance cannot be a schedule."""
    place = place_of(design.pipeline.id)
    if isinstance(schedule.every, Symbolic) or schedule.every is None:
        text = schedule.every.text if schedule.every is not None else ""
        sheet.tell(
            SymbolicPolicy(
                attribute="schedule",
                owner=design.pipeline.id,
                expression=text,
                instead="no schedule is written",
                **place,
            )
        )
        return []
    cron = interval_cron(schedule.every)
    if cron is None:
        reason = f"every {schedule.every:g} s is no cron: write a sensor with that minimum_interval_seconds"
        sheet.tell(
            AttributeLost(attribute="schedule", owner=design.pipeline.id, reason=reason, **place)
        )
        return []
    sheet.tell(
        ScheduleEmulated(kind=f"every {schedule.every:g} s", how=f"the cron {cron}", **place)
    )
    return [cron]
