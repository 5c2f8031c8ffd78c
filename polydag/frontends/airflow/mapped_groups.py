"""What is told about mapped groups."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.frontends.airflow.codes import ChoiceInMappedGroup, GroupOfOne
from polydag.frontends.airflow.reading import Reading
from polydag.ir.check import span_of
from polydag.ir.graph import Graph, graph_of
from polydag.ir.operations import Choose, Opening
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Group, Mapping, Task
from polydag.ir.values import Items


def tell_mapped_groups(reading: Reading, pipeline: Pipeline) -> None:
    """Tell where Airflow 3 does otherwise than it says: who takes a list from a mapped group, and what decides in one."""
    if reading.is_two or not any(group.mapping for group in pipeline.groups):
        return
    graph = graph_of(pipeline)
    for task in graph.tasks.values():
        around = graph.mapped.around(task)
        if around is not None and isinstance(task.operation, Choose | Opening):
            name = ".".join(around.path)
            reading.tell(ChoiceInMappedGroup(task=task.id, group=name, span=span_of(task.span)))
    for task, group in _readers(graph):
        if group.mapping is not None and not _has_several(group.mapping):
            name = ".".join(group.path)
            reading.tell(GroupOfOne(task=task.id, group=name, span=span_of(task.span)))


def _readers(graph: Graph) -> Iterator[tuple[Task, Group]]:
    """Tasks outside of a mapped group that are given an output of a task in it."""
    for task in graph.tasks.values():
        read = [graph.tasks[o.task] for o in outputs_read(task) if o.task in graph.tasks]
        given = [other for other in read if not graph.mapped.together(task, other)]
        groups = [group for other in given if (group := graph.mapped.around(other)) is not None]
        yield from {group.path: (task, group) for group in groups}.values()


def _has_several(mapping: Mapping) -> bool:
    """Whether the mapping surely has more than one instance."""
    sizes = [len(v.items) if isinstance(v, Items) else 0 for v in mapping.over.values()]
    return all(sizes) and any(size > 1 for size in sizes)
