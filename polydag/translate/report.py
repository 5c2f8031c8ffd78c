"""The JSON of `inspect` and of `convert --report`: stable, versioned, shaped as docs/interfaces says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pydantic import JsonValue

from polydag import __version__
from polydag.diagnostics import Diagnostic, Severity
from polydag.ir.graph import Graph
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.ir.tasks import Task
from polydag.translate.outputs import PlannedFile
from polydag.translate.reading import Reading

_SUPPORT = {Severity.EMULATED: "emulated", Severity.LOST: "none", Severity.UNREADABLE: "none"}

# What was told about a reading's conversion, by target key.
Told = Mapping[str, tuple[Diagnostic, ...]]


def report(
    readings: Iterable[tuple[Reading, Told]], files: Iterable[PlannedFile] = ()
) -> dict[str, JsonValue]:
    """The object that `inspect --output-format json` prints and `convert --report` writes."""
    readings, files = list(readings), list(files)
    entries = [_file(reading, told, files) for reading, told in readings]
    return {"schema": 1, "polydag": __version__, "files": [*entries], "summary": _summary(readings)}


def worst_by_task(reading: Reading, told: Told) -> dict[tuple[str, str], Severity]:
    """The worst severity told for each task, by pipeline and task id; tasks that nothing is told about are missing."""
    worst: dict[tuple[str, str], Severity] = {}
    for diagnostic in (*reading.diagnostics, *(d for found in told.values() for d in found)):
        if diagnostic.pipeline is not None and diagnostic.task is not None:
            key = (diagnostic.pipeline, diagnostic.task)
            worst[key] = max(worst.get(key, Severity.NOTE), diagnostic.severity)
    return worst


def _file(reading: Reading, told: Told, files: list[PlannedFile]) -> JsonValue:
    pipelines = reading.module.pipelines if reading.module is not None else ()
    outputs: dict[str, JsonValue] = {}
    for key in told:
        mine = [
            f
            for f in files
            if f.target and f.target.key == key and reading.file.display in f.sources
        ]
        outputs[key.rpartition("-")[0]] = [
            {"path": str(f.path), "from": list(f.sources), "pipelines": list(f.pipelines)}
            for f in mine
        ]
    diagnostics = dict.fromkeys(
        (*reading.diagnostics, *(d for found in told.values() for d in found))
    )
    return {
        "path": reading.file.display,
        "engine": reading.engine,
        "status": reading.status,
        "pipelines": [_pipeline(pipeline, told) for pipeline in pipelines],
        "outputs": outputs,
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in diagnostics],
    }


def diagnostic_json(diagnostic: Diagnostic) -> JsonValue:
    """A diagnostic as it stands in JSON."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "pipeline": diagnostic.pipeline,
        "task": diagnostic.task,
        "target": diagnostic.target,
    }


def _pipeline(pipeline: Pipeline, told: Told) -> JsonValue:
    graph = Graph(pipeline)
    schedules = [_schedule(schedule) for schedule in pipeline.schedules]
    return {
        "id": pipeline.id,
        "line": pipeline.span.line if pipeline.span else None,
        "schedule": schedules[0] if schedules else None,
        "schedules": [*schedules],
        "catchup": _scalar(pipeline.catchup),
        "start": _moment(pipeline.start),
        "max_active_runs": _scalar(pipeline.max_active_runs),
        "tags": [_scalar(tag) for tag in pipeline.tags],
        "tasks": [_task(task, pipeline, graph, told) for task in graph.tasks.values()],
    }


def _schedule(schedule: Schedule) -> JsonValue:
    return {
        "kind": schedule.kind,
        "crons": [_scalar(cron) for cron in schedule.crons],
        "every": _scalar(schedule.every),
        "timezone": _scalar(schedule.timezone) or "UTC",
        "window": schedule.window,
    }


def _task(task: Task, pipeline: Pipeline, graph: Graph, told: Told) -> JsonValue:
    return {
        "id": task.id,
        "line": task.span.line if task.span else None,
        "operation": task.operation.kind,
        "source": task.source,
        "group": list(task.group),
        "upstream": list(graph.upstream[task.id]),
        "trigger_rule": task.rule,
        "retries": _scalar(task.retry.count),
        "retry_delay": _scalar(task.retry.delays.base),
        "timeout": _scalar(task.timeout),
        "mapped": task.mapping is not None,
        "role": task.role,
        "pool": _scalar(task.pool),
        "support": {
            key.rpartition("-")[0]: _support(task, pipeline, found) for key, found in told.items()
        },
    }


def _support(task: Task, pipeline: Pipeline, told: tuple[Diagnostic, ...]) -> str:
    mine = (d.severity for d in told if d.task == task.id and d.pipeline in (None, pipeline.id))
    return _SUPPORT.get(max(mine, default=Severity.NOTE), "native")


def _moment(value: str | Symbolic | None) -> JsonValue:
    """A date with its offset; every engine takes one without for UTC unless it is set up otherwise."""
    if not isinstance(value, str):
        return _scalar(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _scalar(value: str | int | float | bool | Symbolic | None) -> JsonValue:
    return {"unknown": value.text} if isinstance(value, Symbolic) else value


def _summary(readings: list[tuple[Reading, Told]]) -> JsonValue:
    counts = {"exact": 0, "emulated": 0, "lost": 0}
    pipelines = tasks = 0
    for reading, told in readings:
        worst = worst_by_task(reading, told)
        for pipeline in reading.module.pipelines if reading.module is not None else ():
            pipelines += 1
            for task in Graph(pipeline).tasks:
                tasks += 1
                severity = worst.get((pipeline.id, task), Severity.NOTE)
                counts[
                    "lost"
                    if severity >= Severity.LOST
                    else "emulated"
                    if severity == Severity.EMULATED
                    else "exact"
                ] += 1
    return {"files": len(readings), "pipelines": pipelines, "tasks": tasks, **counts}
