"""The JSON of `inspect` and of `convert --report`: stable, versioned, shaped as docs/interfaces says."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from polydag import __version__
from polydag.diagnostics import Diagnostic, Severity
from polydag.translate.outputs import PlannedFile
from polydag.translate.results import FileResult, Told
from polydag.translate.stock import PipelineStock, TaskStock

_SUPPORT = {Severity.EMULATED: "emulated", Severity.LOST: "none", Severity.UNREADABLE: "none"}


def report(
    results: Iterable[FileResult], files: Iterable[PlannedFile] = ()
) -> dict[str, JsonValue]:
    """The object that `inspect --output-format json` prints and `convert --report` writes."""
    results = list(results)
    made: dict[tuple[str, str], list[PlannedFile]] = {}
    for file in files:
        if file.target is not None:
            for source in file.sources:
                made.setdefault((source, file.target.key), []).append(file)
    entries = [_file(result, made) for result in results]
    return {"schema": 1, "polydag": __version__, "files": [*entries], "summary": _summary(results)}


def _file(result: FileResult, made: dict[tuple[str, str], list[PlannedFile]]) -> JsonValue:
    path = result.file.display
    outputs: dict[str, JsonValue] = {
        key.rpartition("-")[0]: [
            {"path": str(f.path), "from": list(f.sources), "pipelines": list(f.pipelines)}
            for f in made.get((path, key), ())
        ]
        for key in result.told
    }
    diagnostics = dict.fromkeys(
        (*result.diagnostics, *(d for found in result.told.values() for d in found))
    )
    return {
        "path": path,
        "engine": result.engine,
        "status": result.status,
        "pipelines": [_pipeline(pipeline, result.told) for pipeline in result.stock],
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


def _pipeline(pipeline: PipelineStock, told: Told) -> JsonValue:
    return {**pipeline.row, "tasks": [_task(task, pipeline.id, told) for task in pipeline.tasks]}


def _task(task: TaskStock, pipeline: str, told: Told) -> JsonValue:
    support: JsonValue = {
        key.rpartition("-")[0]: _support(task.id, pipeline, found) for key, found in told.items()
    }
    return {**task.row, "support": support}


def _support(task: str, pipeline: str, told: tuple[Diagnostic, ...]) -> str:
    mine = (d.severity for d in told if d.task == task and d.pipeline in (None, pipeline))
    return _SUPPORT.get(max(mine, default=Severity.NOTE), "native")


def _summary(results: list[FileResult]) -> JsonValue:
    counts = {"exact": 0, "emulated": 0, "lost": 0}
    pipelines = 0
    for result in results:
        worst = result.worst_of_all
        pipelines += len(result.stock)
        for pipeline in result.stock:
            for task in pipeline.tasks:
                counts[_counted(worst.get((pipeline.id, task.id), Severity.NOTE))] += 1
    tasks = sum(counts.values())
    return {"files": len(results), "pipelines": pipelines, "tasks": tasks, **counts}


def _counted(severity: Severity) -> str:
    if severity >= Severity.LOST:
        return "lost"
    return "emulated" if severity is Severity.EMULATED else "exact"
