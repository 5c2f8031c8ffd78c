"""A pipeline as a picture: what its nodes, boxes and arrows are, whatever language draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polydag.ir.graph import Graph
from polydag.ir.operations import Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_pulled, outputs_read
from polydag.ir.tasks import Task


@dataclass(frozen=True)
class Arrow:
    """A dependency: data when an output is handed over, whose names are the label, else order alone."""

    upstream: str
    downstream: str
    data: bool
    label: str = ""


@dataclass(frozen=True)
class Box:
    """Tasks of a group, and the groups inside it."""

    path: tuple[str, ...]
    tasks: tuple[Task, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Picture:
    """All there is to draw; `root` holds the tasks outside of groups."""

    title: str
    root: Box
    arrows: tuple[Arrow, ...]


def picture(pipeline: Pipeline) -> Picture:
    """The picture of a pipeline, families as their instances."""
    graph = Graph(pipeline)
    return Picture(pipeline.id, _box((), tuple(graph.tasks.values())), tuple(_arrows(graph)))


def caption(task: Task) -> str:
    """The task's id, with what sets it apart: a mapping, a trigger rule, retries."""
    marks = []
    if task.mapping is not None:
        marks.append("mapped")
    if task.rule != "all_success":
        marks.append(task.rule)
    if task.retry.count:
        marks.append(f"retries {task.retry.count}")
    name = task.id.removeprefix(".".join((*task.group, "")))
    return f"{name} ({', '.join(marks)})" if marks else name


def _box(path: tuple[str, ...], tasks: tuple[Task, ...]) -> Box:
    depth = len(path)
    inside = [task for task in tasks if task.group[:depth] == path]
    below = dict.fromkeys(task.group[: depth + 1] for task in inside if len(task.group) > depth)
    boxes = tuple(_box(inner, tuple(inside)) for inner in below)
    return Box(path, tuple(task for task in inside if len(task.group) == depth), boxes)


def _arrows(graph: Graph) -> Iterator[Arrow]:
    labels = {(edge.upstream, edge.downstream): edge.label or "" for edge in graph.edges}
    for id, task in graph.tasks.items():
        handed = [*outputs_read(task), *outputs_pulled(task)]
        for upstream in dict.fromkeys((*graph.upstream[id], *graph.references[id])):
            names = dict.fromkeys(
                o.output for o in handed if o.task == upstream and o.output != "result"
            )
            chosen = _choice(graph.tasks[upstream], id)
            label = ", ".join(names) or labels.get((upstream, id)) or chosen
            yield Arrow(upstream, id, any(output.task == upstream for output in handed), label)


def _choice(upstream: Task, downstream: str) -> str:
    """The labels under which a choice starts a task."""
    operation = upstream.operation
    if not isinstance(operation, Choose):
        return ""
    return ", ".join(
        label
        for label, ids in operation.labels.items()
        if downstream in ids and label != downstream
    )
