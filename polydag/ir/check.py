"""Checks a pipeline: what is told about it whatever engine it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError

from polydag.diagnostics import Diagnostic, Span
from polydag.ir.codes import (
    Cycle,
    DuplicateTask,
    EmptyPipeline,
    NeverDue,
    NotifiesAlways,
    UnknownTask,
)
from polydag.ir.graph import Graph, graph_of
from polydag.ir.model import Place
from polydag.ir.operations import Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_of, outputs_pulled, outputs_read
from polydag.ir.tasks import Task


def check(pipeline: Pipeline) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with or surprising in a pipeline; empty when nothing is."""
    graph = graph_of(pipeline)
    tasks = graph.flat.tasks
    if not tasks:
        return (EmptyPipeline(pipeline=pipeline.id, span=span_of(pipeline.span)),)
    broken = (*_duplicates(pipeline, tasks), *_unknown(pipeline, tasks), *_never_due(pipeline))
    return broken or (*_cycles(graph), *_rules_without_upstream(graph))


def span_of(place: Place | None) -> Span | None:
    """The place as diagnostics carry it."""
    if place is None:
        return None
    return Span(
        path=place.path,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
    )


def _duplicates(pipeline: Pipeline, tasks: tuple[Task, ...]) -> Iterator[Diagnostic]:
    counts = Counter(task.id for task in tasks)
    for task in tasks:
        if counts[task.id] > 1:
            yield DuplicateTask(pipeline=pipeline.id, task=task.id, span=span_of(task.span))


def _unknown(pipeline: Pipeline, tasks: tuple[Task, ...]) -> Iterator[Diagnostic]:
    known = {task.id for task in tasks} | {node.id for node in pipeline.nodes}
    groups = {
        ".".join(task.group[:depth]) for task in tasks for depth in range(1, len(task.group) + 1)
    }
    for task in tasks:
        for name in _named_by(task):
            if name not in known | groups:
                yield UnknownTask(
                    pipeline=pipeline.id, task=task.id, missing=name, span=span_of(task.span)
                )
    for group in pipeline.groups:
        over = group.mapping.over.values() if group.mapping is not None else ()
        for output in outputs_of(over):
            if output.task not in known:
                name = ".".join(group.path)
                yield UnknownTask(
                    pipeline=pipeline.id, task=name, missing=output.task, span=span_of(group.span)
                )
    for edge in pipeline.edges:
        for end, other in ((edge.upstream, edge.downstream), (edge.downstream, edge.upstream)):
            if end not in known | groups:
                yield UnknownTask(
                    pipeline=pipeline.id, task=other, missing=end, span=span_of(pipeline.span)
                )


def _never_due(pipeline: Pipeline) -> Iterator[Diagnostic]:
    for schedule in pipeline.schedules:
        every = schedule.every
        if isinstance(every, int | float) and every <= 0:
            yield NeverDue(pipeline=pipeline.id, seconds=every, span=span_of(pipeline.span))


def _named_by(task: Task) -> list[str]:
    named = [output.task for output in (*outputs_read(task), *outputs_pulled(task))]
    if isinstance(task.operation, Choose):
        named += [id for ids in task.operation.labels.values() for id in ids]
    return named


def _cycles(graph: Graph) -> Iterator[Diagnostic]:
    try:
        _ = graph.order
    except CycleError as error:
        path = " → ".join(str(id) for id in error.args[1])
        pipeline = graph.pipeline
        yield Cycle(pipeline=pipeline.id, path=path, span=span_of(pipeline.span))


def _rules_without_upstream(graph: Graph) -> Iterator[Diagnostic]:
    for task in graph.tasks.values():
        watches = task.rule in (
            "all_failed",
            "one_failed",
            "all_skipped",
            "one_success",
            "one_done",
        )
        if watches and not graph.upstream[task.id]:
            yield NotifiesAlways(
                pipeline=graph.pipeline.id,
                task=task.id,
                rule=task.rule,
                span=span_of(task.span),
            )
