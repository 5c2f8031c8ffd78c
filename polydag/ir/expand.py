"""Flat tasks and edges: families replaced by their instances, edges of groups and families by edges of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from polydag.ir.identity import Same
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Edge, Family, Handler, Task
from polydag.ir.values import FamilyOutput, OutputOf


@dataclass(frozen=True)
class Flat:
    """A pipeline without families: tasks in the source's order, and edges between tasks."""

    tasks: tuple[Task, ...]
    edges: tuple[Edge, ...]


def expanded(pipeline: Pipeline) -> Flat:
    """The flat tasks and edges of a pipeline; a family without bindings counts as its members."""
    return _expanded(Same(pipeline))


@lru_cache(maxsize=64)
def _expanded(same: Same[Pipeline]) -> Flat:
    pipeline = same.value
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
    upstream = _lasts(_members(edge.upstream, pipeline, tasks), pipeline, tasks)
    downstream = _firsts(_members(edge.downstream, pipeline, tasks), pipeline, tasks)
    return [
        edge.model_copy(update={"upstream": a, "downstream": b})
        for a in upstream
        for b in downstream
    ]


def _firsts(members: tuple[Task, ...], pipeline: Pipeline, tasks: tuple[Task, ...]) -> list[str]:
    """The tasks at which an edge into a group, family or handler ends: those with nothing of it above them."""
    below = {lower for _, lower in _inside(members, pipeline, tasks)}
    return [task.id for task in members if task.id not in below]


def _lasts(members: tuple[Task, ...], pipeline: Pipeline, tasks: tuple[Task, ...]) -> list[str]:
    """The tasks at which an edge out of a group, family or handler begins: those with nothing of it below them.

    What follows does not wait for teardowns, and so neither for a setup that only they follow.
    """
    torn = {task.id for task in members if task.role == "teardown"}
    setups = {task.id for task in members if task.role == "setup"}
    inside = _inside(members, pipeline, tasks)
    above = {upper for upper, lower in inside if lower not in torn or upper in setups}
    return [task.id for task in members if task.id not in above | torn]


def _inside(
    members: tuple[Task, ...], pipeline: Pipeline, tasks: tuple[Task, ...]
) -> list[tuple[str, str]]:
    """The edges between members, those of data and of groups among them too, the upper task first."""
    ids = {task.id for task in members}
    known = {task.id for task in tasks}
    pairs = [
        (upper, lower)
        for edge in pipeline.edges
        for upper in _ids(edge.upstream, known, pipeline, tasks)
        for lower in _ids(edge.downstream, known, pipeline, tasks)
    ]
    pairs += [
        (upper, task.id)
        for task in members
        for output in outputs_read(task)
        for upper in tasks_given(output, pipeline)
    ]
    return [(upper, lower) for upper, lower in pairs if upper in ids and lower in ids]


def _ids(end: str, known: set[str], pipeline: Pipeline, tasks: tuple[Task, ...]) -> list[str]:
    return [end] if end in known else [task.id for task in _members(end, pipeline, tasks)]


def _members(end: str, pipeline: Pipeline, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    path = tuple(end.split("."))
    named = tuple(task for task in tasks if task.id == end)
    if named:
        return named
    for node in pipeline.nodes:
        if node.id == end:
            tries = node.tries if isinstance(node, Handler) else ()
            return tasks_of(node) or tuple(task for task in tasks if task.id in tries)
    return tuple(task for task in tasks if task.group[: len(path)] == path)
