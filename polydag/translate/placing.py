"""Where a finding of a backend stands in the source: at its task, else its pipeline, else the file."""

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
    """The findings with a place and their target; one that has them keeps them."""
    tasks = {
        (pipeline.id, task.id): task.span
        for pipeline in module.pipelines
        for task in expanded(pipeline).tasks
    }
    start = Span(path=path, line=1)
    return tuple(
        replace(
            told,
            span=told.span or _place(told, module, tasks) or start,
            target=told.target or target,
        )
        for told in found
    )


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
