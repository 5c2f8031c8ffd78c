"""Flat tasks and edges: families replaced by their instances, edges of groups and families by edges of tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Edge, Family, Handler, Task
from polydag.ir.values import FamilyOutput, OutputOf


@dataclass(frozen=True)
class Flat:
    """A pipeline without families: tasks in the source's order, and edges between tasks."""

    tasks: tuple[Task, ...]
    edges: tuple[Edge, ...]


def expanded(pipeline: Pipeline) -> Flat:
    """The flat tasks and edges of a pipeline; a family without bindings counts as its members."""
    tasks = tuple(task for node in pipeline.nodes for task in tasks_of(node))
    known = frozenset(task.id for task in tasks)
    edges = (flat for edge in pipeline.edges for flat in _flat_edges(edge, pipeline, tasks, known))
    return Flat(tasks, tuple(edges))


def tasks_of(node: Task | Family | Handler) -> tuple[Task, ...]:
    """The tasks that a node stands for."""
    match node:
        case Task():
            return (node,)
        case Family() if node.instances:
            return tuple(task for instance in node.instances for task in instance)
        case Family():
            return node.members
        case Handler():
            return ()


def tasks_given(output: OutputOf | FamilyOutput, pipeline: Pipeline) -> tuple[str, ...]:
    """The ids of the tasks whose outputs a reference stands for: of a family one member in every instance."""
    if isinstance(output, OutputOf):
        return (output.task,)
    for node in pipeline.nodes:
        if isinstance(node, Family) and node.id == output.family and node.instances:
            ids = [member.id for member in node.members]
            if output.task in ids:
                position = ids.index(output.task)
                return tuple(instance[position].id for instance in node.instances)
    return (output.task,)


def _flat_edges(
    edge: Edge, pipeline: Pipeline, tasks: tuple[Task, ...], known: frozenset[str]
) -> list[Edge]:
    if edge.upstream in known and edge.downstream in known:
        return [edge]
    upstream = _ends(edge.upstream, pipeline, tasks, lambda inner: inner.upstream)
    downstream = _ends(edge.downstream, pipeline, tasks, lambda inner: inner.downstream)
    return [
        edge.model_copy(update={"upstream": a, "downstream": b})
        for a in upstream
        for b in downstream
    ]


def _ends(
    end: str, pipeline: Pipeline, tasks: tuple[Task, ...], side: Callable[[Edge], str]
) -> list[str]:
    """The tasks at which an edge of a group, family or handler really ends: those without an edge further inside."""
    members = _members(end, pipeline, tasks)
    inside = [e for e in pipeline.edges if e.upstream in members and e.downstream in members]
    inner = {side(edge) for edge in inside}
    return [id for id in members if id not in inner]


def _members(end: str, pipeline: Pipeline, tasks: tuple[Task, ...]) -> list[str]:
    path = tuple(end.split("."))
    for node in pipeline.nodes:
        if node.id == end:
            return (
                list(node.tries)
                if isinstance(node, Handler)
                else [task.id for task in tasks_of(node)]
            )
    return [task.id for task in tasks if task.group[: len(path)] == path]
