"""Where a finding of a backend stands in the source: at its task, else its pipeline, else the file."""

from __future__ import annotations

from dataclasses import replace

from polydag.diagnostics import Diagnostic, Span
from polydag.ir.check import span_of
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module


def placed(diagnostic: Diagnostic, module: Module, path: str, target: str) -> Diagnostic:
    """The finding with a place and its target; one that has them keeps them."""
    span = diagnostic.span or _place(diagnostic, module) or Span(path=path, line=1)
    return replace(diagnostic, span=span, target=diagnostic.target or target)


def _place(diagnostic: Diagnostic, module: Module) -> Span | None:
    pipelines = [p for p in module.pipelines if diagnostic.pipeline in (None, p.id)]
    for pipeline in pipelines:
        task = Graph(pipeline).tasks.get(diagnostic.task or "")
        if task is not None and task.span is not None:
            return span_of(task.span)
    named = diagnostic.pipeline is not None or len(pipelines) == 1
    return span_of(pipelines[0].span) if pipelines and named else None
