"""Which upstream results a call needs as values, because a future cannot be indexed, unpacked or put into text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polydag.ir.graph import Graph
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Family, Task
from polydag.ir.values import (
    Code,
    Entries,
    FamilyOutput,
    Items,
    Lookup,
    OutputOf,
    Text,
    Value,
    walk,
)


@dataclass(frozen=True)
class Needs:
    """`packed` are the tasks that return several outputs at once, `lazy` those whose call alone does nothing: coroutines.

    With `lockstep` an instance of a map over a map starts when its own element is there (Prefect); else all of them wait for
    all elements, as a trigger rule wants it.
    """

    graph: Graph
    packed: frozenset[str] = frozenset()
    lockstep: bool = False
    lazy: frozenset[str] = frozenset()

    def values(self, id: str) -> tuple[str, ...]:
        """The upstream tasks whose values must be known before the call can be written."""
        task = self.graph.tasks[id]
        found = [name for value in given(task).values() for name in self._inside(value, False)]
        return tuple(dict.fromkeys((*found, *self.mapped(id))))

    def mapped(self, id: str) -> tuple[str, ...]:
        """The upstream tasks whose values are the collections that a task is mapped over."""
        found = (
            name
            for value in over(self.graph.tasks[id], self.graph)
            if not self.is_chained(value)
            for name in self._inside(value, True)
        )
        return tuple(dict.fromkeys(found))

    def gathered(self, id: str) -> tuple[str, ...]:
        """The instances of families whose outputs a task takes as a list."""
        found = []
        for value in given(self.graph.tasks[id]).values():
            for inner in walk(value):
                if isinstance(inner, FamilyOutput):
                    found += family_instances(self.graph, inner)
        return tuple(dict.fromkeys(found))

    def is_chained(self, value: Value) -> bool:
        """Whether a collection is what another mapped task makes, and its elements are taken one by one."""
        return (
            self.lockstep
            and isinstance(value, OutputOf)
            and not value.path
            and value.task in self.graph.tasks
            and self.graph.tasks[value.task].mapping is not None
        )

    def _inside(self, value: Value, deep: bool) -> Iterator[str]:
        """Tasks whose future would not do here; `deep` inside of an expression, which no future can stand in."""
        if isinstance(value, OutputOf):
            if value.task in self.graph.tasks and (deep or value.path or value.task in self.packed):
                yield value.task
            return
        for part in parts(value):
            yield from self._inside(part, deep or isinstance(value, Text | Code))


def parts(value: Value) -> tuple[Value, ...]:
    """The values directly inside of a value."""
    match value:
        case Items(items=items):
            return items
        case Entries(entries=entries):
            return tuple(entries.values())
        case Text(parts=pieces):
            return pieces
        case Code(reads=reads):
            return tuple(reads.values())
        case Lookup(default=default) if default is not None:
            return (default,)
        case _:
            return ()


def family_instances(graph: Graph, value: FamilyOutput) -> list[str]:
    """The tasks whose outputs make the list."""
    for node in graph.pipeline.nodes:
        if isinstance(node, Family) and node.id == value.family:
            position = next((i for i, m in enumerate(node.members) if m.id == value.task), 0)
            return [instance[position].id for instance in node.instances]
    return []


def given(task: Task) -> Mapping[str, Value]:
    """What a task's function is given: its arguments, and what its body pulls by itself, which becomes arguments."""
    pulls: Mapping[str, Value] = getattr(task.operation, "pulls", {})
    return {**arguments_of(task.operation), **pulls}


def over(task: Task, graph: Graph) -> tuple[Value, ...]:
    """The collections that a task is mapped over, by itself or with its group."""
    group = graph.mapped.around(task)
    mapping = task.mapping if group is None else group.mapping
    return tuple(mapping.over.values()) if mapping is not None else ()


def wanted_outputs(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Per task the outputs that somebody takes, in the order in which its function gives them."""
    wanted: dict[str, dict[str, None]] = {id: {} for id in graph.tasks}
    values = [value for task in graph.tasks.values() for value in given(task).values()]
    values += [v for t in graph.tasks.values() for v in over(t, graph)]
    if graph.pipeline.returns is not None:
        values.append(graph.pipeline.returns)
    for value in values:
        for output in walk(value):
            if isinstance(output, OutputOf) and output.task in wanted:
                wanted[output.task][output.output] = None
    return {id: tuple(names) for id, names in wanted.items()}
