"""Where a finding stands: in which pipeline, and at which place: its task, else its pipeline, else the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from polydag.diagnostics import Diagnostic, Span
from polydag.ir.check import span_of
from polydag.ir.expand import expanded
from polydag.ir.model import Place
from polydag.ir.pipeline import Module


def placed(
    found: Iterable[Diagnostic], module: Module, path: str, target: str
) -> tuple[Diagnostic, ...]:
    """The findings with a pipeline, a place and their target; one that has them keeps them."""
    tasks = _tasks(module)
    start = Span(path=path, line=1)
    return tuple(
        replace(
            told,
            span=told.span or _place(told, module, tasks) or start,
            target=told.target or target,
        )
        for told in with_pipelines(found, module)
    )


def with_pipelines(found: Iterable[Diagnostic], module: Module) -> tuple[Diagnostic, ...]:
    """The findings, where each that names a task and no pipeline has that of the only task which it can mean."""
    tasks = _tasks(module)
    return tuple(
        replace(told, pipeline=_pipeline(told, tasks))
        if told.task is not None and told.pipeline is None
        else told
        for told in found
    )


def _tasks(module: Module) -> dict[tuple[str, str], Place | None]:
    return {
        (pipeline.id, task.id): task.span
        for pipeline in module.pipelines
        for task in expanded(pipeline).tasks
    }


def _pipeline(told: Diagnostic, tasks: dict[tuple[str, str], Place | None]) -> str | None:
    named = {id: place for (id, task), place in tasks.items() if task == told.task}
    here = [id for id, place in named.items() if span_of(place) == told.span]
    found = here if len(here) == 1 else list(named)
    return found[0] if len(found) == 1 else None


def _place(
    told: Diagnostic, module: Module, tasks: dict[tuple[str, str], Place | None]
) -> Span | None:
    pipelines = [p for p in module.pipelines if told.pipeline in (None, p.id)]
    for pipeline in pipelines:
        place = tasks.get((pipeline.id, told.task or ""))
        if place is not None:
            return span_of(place)
    named = told.pipeline is not None or len(pipelines) == 1
    return span_of(pipelines[0].span) if pipelines and named else None
