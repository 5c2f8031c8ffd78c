"""Which upstream results a call needs as values, because a future cannot be indexed, unpacked or put into text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polydag.ir.graph import Graph, arguments_of
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
    """`packed` are the tasks that return several outputs at once."""

    graph: Graph
    packed: frozenset[str] = frozenset()

    def values(self, id: str) -> tuple[str, ...]:
        """The upstream tasks whose values must be known before the call can be written."""
        task = self.graph.tasks[id]
        found = [name for value in given(task).values() for name in self._inside(value, False)]
        return tuple(dict.fromkeys((*found, *self.mapped(id))))

    def mapped(self, id: str) -> tuple[str, ...]:
        """The upstream tasks whose values are the collections that a task is mapped over."""
        mapping = self.graph.tasks[id].mapping
        if mapping is None:
            return ()
        found = (
            name
            for value in mapping.over.values()
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
        """Whether a collection is what another mapped task made."""
        return (
            isinstance(value, OutputOf)
            and not value.path
            and value.task in self.graph.tasks
            and self.graph.tasks[value.task].mapping is not None
        )

    def _inside(self, value: Value, deep: bool) -> Iterator[str]:
        match value:
            case OutputOf(task=task, path=path):
                if task in self.graph.tasks and (deep or path or task in self.packed):
                    yield task
            case FamilyOutput():
                return
            case Items(items=items):
                for item in items:
                    yield from self._inside(item, deep)
            case Entries(entries=entries):
                for item in entries.values():
                    yield from self._inside(item, deep)
            case Text(parts=parts):
                for part in parts:
                    yield from self._inside(part, True)
            case Code(reads=reads):
                for read in reads.values():
                    yield from self._inside(read, True)
            case Lookup(default=default):
                if default is not None:
                    yield from self._inside(default, deep)
            case _:
                return


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


def wanted_outputs(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Per task the outputs that somebody takes, in the order in which its function gives them."""
    wanted: dict[str, dict[str, None]] = {id: {} for id in graph.tasks}
    values = [value for task in graph.tasks.values() for value in given(task).values()]
    values += [v for t in graph.tasks.values() if t.mapping for v in t.mapping.over.values()]
    if graph.pipeline.returns is not None:
        values.append(graph.pipeline.returns)
    for value in values:
        for output in _outputs(value):
            if isinstance(output, OutputOf) and output.task in wanted:
                wanted[output.task][output.output] = None
    return {id: tuple(names) for id, names in wanted.items()}


def _outputs(value: Value) -> Iterator[OutputOf | FamilyOutput]:
    match value:
        case OutputOf() | FamilyOutput():
            yield value
        case Items(items=items):
            for item in items:
                yield from _outputs(item)
        case Entries(entries=entries):
            for item in entries.values():
                yield from _outputs(item)
        case Text(parts=parts):
            for part in parts:
                yield from _outputs(part)
        case Code(reads=reads):
            for read in reads.values():
                yield from _outputs(read)
        case _:
            return
