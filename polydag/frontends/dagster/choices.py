"""Ops that route by optional outputs → choices."""

from __future__ import annotations

from polydag.frontends.dagster.graph import Invocation, declared_outputs
from polydag.ir.operations import Call, Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import OutputOf, walk


def choice_of(pipeline: Pipeline, invocations: list[Invocation]) -> Pipeline:
    """The pipeline in which ops whose optional outputs carry nothing have become choices of what runs."""
    nodes = {node.id: node for node in pipeline.nodes if isinstance(node, Task)}
    for invocation in invocations:
        outputs = declared_outputs(invocation.op)
        if len(outputs) < 2 or any(output.required for output in outputs):
            continue
        routes = {
            output.name: _routed(invocation.id, output.name, nodes, invocations)
            for output in outputs
        }
        task = nodes[invocation.id]
        if isinstance(task.operation, Call):
            operation = Choose(
                function=task.operation.function,
                arguments=task.operation.arguments,
                labels=routes,
            )
            nodes[invocation.id] = task.model_copy(update={"operation": operation})
    nodes = {id: _joined(task, nodes, pipeline.edges) for id, task in nodes.items()}
    return pipeline.model_copy(update={"nodes": tuple(nodes.values())})


def _routed(
    id: str, output: str, nodes: dict[str, Task], invocations: list[Invocation]
) -> tuple[str, ...]:
    """The tasks that run only when the output is given."""
    by_data = [
        task.id
        for task in nodes.values()
        for value in arguments_of(task.operation).values()
        if isinstance(value, OutputOf) and (value.task, value.output) == (id, output)
    ]
    by_order = [i.id for i in invocations if (id, output) in i.after_outputs]
    return tuple(dict.fromkeys((*by_data, *by_order)))


def _joined(task: Task, nodes: dict[str, Task], edges: tuple[Edge, ...]) -> Task:
    """A task that waits for several branches in one list runs when one of them did."""
    fans = [
        value
        for value in arguments_of(task.operation).values()
        if value.kind == "items"
        and _chosen({o.task for o in walk(value) if isinstance(o, OutputOf)}, nodes)
    ]
    above = {edge.upstream for edge in edges if edge.downstream == task.id}
    if (fans or (len(above) > 1 and _chosen(above, nodes))) and task.rule == "all_success":
        return task.model_copy(update={"rule": "none_failed_min_one_success"})
    return task


def _chosen(ids: set[str], nodes: dict[str, Task]) -> bool:
    """Whether some of the tasks stand on a branch of a choice."""
    choices = [node.operation for node in nodes.values() if isinstance(node.operation, Choose)]
    return any(ids.intersection(routed) for choice in choices for routed in choice.labels.values())
