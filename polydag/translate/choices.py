"""The user's choices about meaning, applied to the pipeline itself, so that every target follows them alike."""

from __future__ import annotations

from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.ir.check import span_of
from polydag.ir.expand import expanded
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Family, Handler, Task
from polydag.translate.codes import SequenceRelaxed


def chosen(module: Module, options: Options, collector: Collector) -> Module:
    """The module as `--sequence` and `--strict-outcome` want it; what they change is told."""
    pipelines = module.pipelines
    if options.sequence == "relax":
        pipelines = tuple(_relaxed(pipeline, collector) for pipeline in pipelines)
    if options.strict_outcome:
        pipelines = tuple(_strict(pipeline) for pipeline in pipelines)
    return module if pipelines is module.pipelines else _with(module, pipelines)


def _with(module: Module, pipelines: tuple[Pipeline, ...]) -> Module:
    return module.model_copy(update={"pipelines": pipelines})


def _relaxed(pipeline: Pipeline, collector: Collector) -> Pipeline:
    """The pipeline without the order of mere succession."""
    flat = expanded(pipeline)
    tasks = {task.id: task for task in flat.tasks}
    for edge in flat.edges:
        if edge.kind == "sequence":
            told = SequenceRelaxed(
                pipeline=pipeline.id,
                task=edge.downstream,
                upstream=edge.upstream,
                span=span_of(tasks[edge.downstream].span),
            )
            collector.tell(told)
    kept = tuple(edge for edge in pipeline.edges if edge.kind != "sequence")
    return pipeline.model_copy(update={"edges": kept})


def _strict(pipeline: Pipeline) -> Pipeline:
    """The pipeline in which every failure counts that the source's engine would let pass unseen."""
    if pipeline.outcome == "leaves":
        return pipeline.model_copy(update={"nodes": _fatal(pipeline)})
    update = {"nodes": _fatal(pipeline), "outcome": "any", "listed": ()}
    return pipeline.model_copy(update=update)


def _fatal(pipeline: Pipeline) -> tuple[Task | Family | Handler, ...]:
    return tuple(_fatal_node(node) for node in pipeline.nodes)


def _fatal_node(node: Task | Family | Handler) -> Task | Family | Handler:
    match node:
        case Task():
            return _counts(node)
        case Family():
            instances = tuple(tuple(_counts(task) for task in one) for one in node.instances)
            members = tuple(_counts(task) for task in node.members)
            return node.model_copy(update={"members": members, "instances": instances})
        case Handler():
            return node


def _counts(task: Task) -> Task:
    return task.model_copy(update={"fatal": True})
