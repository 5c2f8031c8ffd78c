"""A file for another version of its own engine: edited, not written anew, and read again to see that it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from polydag.backends.contract import Emission, Options, PipelinePlan
from polydag.diagnostics import Collector, Diagnostic, Severity, Span
from polydag.engines import EngineVersion, engines
from polydag.frontends.contract import Frontend, reader_of
from polydag.ir.graph import graph_of
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Placement, Task
from polydag.rendering.check import check_module
from polydag.rendering.placeholders import Draft
from polydag.syntax.module import SourceModule, from_text
from polydag.syntax.project import Project
from polydag.translate.codes import BrokenOutput, ReadsOtherwise
from polydag.translate.kept import kept
from polydag.translate.reading import Projects, Reading, internal_error
from polydag.translate.writing import Output, write
from polydag.upgrades.contract import Upgrade


def outputs_of(
    readings: Iterable[Reading],
    targets: tuple[EngineVersion, ...],
    options: Options,
    roots: tuple[Path, ...] = (),
) -> list[Output]:
    """Code for other engines, formatted in a batch; for versions of a file's own engine the file, edited."""
    readings, projects = tuple(readings), Projects(roots)
    found: list[Output] = []
    for target in targets:
        anew: list[Reading] = []
        for reading in readings:
            source = _source(reading, target, projects)
            if source is None:
                anew.append(reading)
            else:
                found.append(_edited(reading, target, source, projects.of(reading.file)))
        found += write(anew, (target,), options)
    return found


def _source(reading: Reading, target: EngineVersion, projects: Projects) -> SourceModule | None:
    """The file as it stands, where it is one of the target's engine that can be edited."""
    engine = engines()[target.engine]
    if engine.load_upgrader() is None or reading.file.path.suffix != ".py":
        return None
    if reading.engine != target.engine and reading.status != "nothing":
        return None
    source = projects.of(reading.file).of(reading.file.path, reading.file.display)
    if isinstance(source, Diagnostic):
        return None
    reader: Frontend = engine.load_reader().FRONTEND
    return source if reader.recognises(source) else None


def _edited(
    reading: Reading, target: EngineVersion, source: SourceModule, project: Project
) -> Output:
    collector = Collector()
    emission = _emission(reading, target)
    upgrader = engines()[target.engine].load_upgrader()
    assert upgrader is not None
    upgraded: Upgrade = upgrader.upgraded
    try:
        is_there = reading.file.version == target
        text = (
            source.text if is_there else upgraded(source, reading.module, target.version, collector)
        )
        if text != source.text:
            collector.extend(_faults(text, reading, target, source, project))
    except Exception as error:  # noqa: BLE001 - the outermost loop over files: one must not take the others down
        told = internal_error("editing", error, reading.file.display, target.key)
        return Output(reading, target, None, emission, (*collector.diagnostics, told))
    refused = any(d.severity is Severity.INTERNAL for d in collector.diagnostics)
    if refused:
        return Output(reading, target, None, emission, collector.diagnostics)
    found = (*collector.diagnostics, *kept(reading.diagnostics, target.key))
    return Output(reading, target, text, emission, found, edited=True)


def _emission(reading: Reading, target: EngineVersion) -> Emission | None:
    """The plan: every task is where it was."""
    if reading.module is None:
        return None
    plans = tuple(_plan(pipeline) for pipeline in reading.module.pipelines)
    upgrader = engines()[target.engine].load_upgrader()
    command = upgrader.command(plans[0].address) if upgrader is not None and plans else ""
    return Emission(render=lambda: Draft(text=""), pipelines=plans, command=command)


def _plan(pipeline: Pipeline) -> PipelinePlan:
    tasks = graph_of(pipeline).tasks
    placements = {id: task.origin or Placement(address=id) for id, task in tasks.items()}
    return PipelinePlan(
        id=pipeline.id, address=pipeline.address or pipeline.id, placements=placements
    )


def _faults(
    text: str, reading: Reading, target: EngineVersion, source: SourceModule, project: Project
) -> Iterator[Diagnostic]:
    """What is wrong with the text: it does not compile, or reads otherwise."""
    path = reading.file.display
    fault = check_module(text)
    if fault is not None:
        told = f"{fault}: {fault.text}"
        yield BrokenOutput(fault=told, target=target.key, span=Span(path=path, line=1))
        return
    edited = from_text(text, source.path, path, source.name)
    if reading.module is None or isinstance(edited, Diagnostic):
        return
    reader: Frontend = engines()[target.engine].load_reader().FRONTEND
    again = reader_of(reader, target.version).read(edited, project, Collector())
    for told_of, what in _differences(reading.module, again):
        found = ReadsOtherwise(pipeline=told_of, what=what)
        yield replace(found, target=target.key, span=Span(path=path, line=1))


def _differences(before: Module, after: Module) -> Iterator[tuple[str, str]]:
    others = {pipeline.id: pipeline for pipeline in after.pipelines}
    for pipeline in before.pipelines:
        other = others.get(pipeline.id)
        if other is None:
            yield pipeline.id, "it is not found any more"
            continue
        known, found = _said(pipeline), _said(other)
        for field in sorted(known.keys() | found.keys()):
            if known.get(field) != found.get(field):
                yield pipeline.id, f"{field}: {known.get(field)}, then {found.get(field)}"


def _said(pipeline: Pipeline) -> dict[str, object]:
    """What an edit must leave as it is."""
    graph = graph_of(pipeline)
    is_timed = any(schedule.kind in ("cron", "interval") for schedule in pipeline.schedules)
    said: dict[str, object] = {
        "schedule": [(s.kind, s.crons, s.every, len(s.assets)) for s in pipeline.schedules],
        "catchup": str(pipeline.catchup) if is_timed else "",
        "parameters": [p.name for p in pipeline.parameters],
    }
    for id, task in graph.tasks.items():
        said[f"`{id}`"] = (*_of_task(task), sorted(graph.upstream[id]))
    return said


def _of_task(task: Task) -> tuple[object, ...]:
    retries = (str(task.retry.count), str(task.retry.delays.base))
    return task.operation.kind, task.rule, *retries, task.mapping is not None, task.role
