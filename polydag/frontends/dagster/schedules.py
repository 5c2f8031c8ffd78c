"""Schedules: which job starts when."""

from __future__ import annotations

from polydag.diagnostics import Collector
from polydag.frontends.dagster.arguments import leftovers
from polydag.frontends.dagster.codes import DefinitionNotRead
from polydag.frontends.dagster.handles import Definition, Made, given_list
from polydag.frontends.dagster.partitions import Window, number, window_among, window_of
from polydag.frontends.dagster.policies import text_of
from polydag.ir.model import Symbolic
from polydag.ir.policies import Schedule
from polydag.syntax.convert import to_scalar
from polydag.syntax.data import Datum, External


def schedules_of(
    made: list[Made], definitions: list[Definition], collector: Collector
) -> dict[str, list[Schedule]]:
    """The schedules by the name of the job that they start."""
    found: dict[str, list[Schedule]] = {}
    for one in made:
        if one.name in ("ScheduleDefinition", "build_schedule_from_partitioned_job"):
            job = job_name(one)
            if job is None:
                told = DefinitionNotRead(
                    name=one.name, reason="its job is not known", span=one.site.span
                )
                collector.tell(told)
                continue
            found.setdefault(job, []).append(_schedule(one, job, definitions))
            for name in ("job", "job_name", "target", "description"):
                one.arguments.take(name, 0 if name == "job" else None)
            leftovers(one.arguments, job, collector, one.site.span)
    for definition in definitions:
        if definition.kind == "schedule":
            job = _named(definition.arguments.peek("job")) or text_of(
                definition.arguments.peek("job_name")
            )
            if job is not None:
                found.setdefault(job, []).append(_decorated(definition))
            reason = "what its function asks of a run was not read, only when it starts one"
            collector.tell(
                DefinitionNotRead(name=definition.name, reason=reason, span=definition.span)
            )
        elif definition.kind == "sensor":
            reason = "sensors have no counterpart that starts runs by itself"
            collector.tell(
                DefinitionNotRead(name=definition.name, reason=reason, span=definition.span)
            )
    return found


def job_name(made: Made) -> str | None:
    """The name of the job that is given to a schedule."""
    given = made.arguments
    return (
        _named(given.peek("job", 0 if made.name.startswith("build") else None))
        or _named(given.peek("target"))
        or text_of(given.peek("job_name"))
    )


def _named(datum: Datum | None) -> str | None:
    if isinstance(datum, Definition):
        return datum.name
    if isinstance(datum, Made):
        return text_of(datum.arguments.peek("name", 0))
    return None


def _schedule(made: Made, job: str, definitions: list[Definition]) -> Schedule:
    given = made.arguments
    if made.name == "build_schedule_from_partitioned_job":
        return _partitioned(made, definitions)
    name = text_of(given.take("name"))
    return Schedule(
        kind="cron",
        crons=_crons(given.take("cron_schedule")),
        timezone=_text(given.take("execution_timezone")),
        name=name if name != f"{job}_schedule" else None,
        paused=_paused(given.take("default_status")),
    )


def _partitioned(made: Made, definitions: list[Definition]) -> Schedule:
    """Once per partition, after it ended."""
    given = made.arguments
    window = window_for(given.peek("job", 0), definitions) or Window("daily", None, None, None)
    minute, hour = number(given.take("minute_of_hour")), number(given.take("hour_of_day"))
    day = number(given.take("day_of_month" if window.kind == "monthly" else "day_of_week"))
    return Schedule(
        kind="cron",
        crons=(window.scheduled(minute, hour, day),),
        timezone=window.timezone,
        window="preceding",
        name=text_of(given.take("name")),
        paused=_paused(given.take("default_status")),
    )


def window_for(job: Datum | None, definitions: list[Definition]) -> Window | None:
    """The partitions of a job: its own, or those of the assets of the module."""
    given = job.arguments.peek("partitions_def") if isinstance(job, Definition | Made) else None
    is_asset_job = isinstance(job, Made)
    return window_of(given) or (window_among(definitions) if is_asset_job else None)


def _decorated(definition: Definition) -> Schedule:
    given = definition.arguments
    return Schedule(
        kind="cron",
        crons=_crons(given.take("cron_schedule", 0)),
        timezone=_text(given.take("execution_timezone")),
        paused=_paused(given.take("default_status")),
    )


def _crons(datum: Datum | None) -> tuple[str | Symbolic, ...]:
    found = [to_scalar(member, str) for member in given_list(datum)]
    return tuple(_plain(cron) for cron in found if cron is not None)


_PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


def _plain(cron: str | Symbolic) -> str | Symbolic:
    return _PRESETS.get(cron, cron) if isinstance(cron, str) else cron


def _text(datum: Datum | None) -> str | Symbolic | None:
    return to_scalar(datum, str) if datum is not None else None


def _paused(datum: Datum | None) -> bool | None:
    if not isinstance(datum, External):
        return None
    return {"RUNNING": False, "STOPPED": True}.get(datum.qualified.rpartition(".")[2])
