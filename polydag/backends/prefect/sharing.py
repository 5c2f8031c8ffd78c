"""Bodies that change a value which other tasks are given too: in a flow they all hold the same object."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.prefect.codes import SharedChange
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of
from polydag.ir.values import OutputOf, walk
from polydag.syntax.changing import changed_parameters


def shared_changes(module: Module, graph: Graph) -> Iterator[SharedChange]:
    """What to tell of both: a task changes an argument, and another one, not above it, or its own next attempt, has it too."""
    if module.engine == "prefect":
        return
    readers = _readers(graph)
    for id, task in graph.tasks.items():
        function = module.functions.get(getattr(task.operation, "function", ""))
        if function is None:
            continue
        changed = changed_parameters(function.text)
        for name, value in arguments_of(task.operation).items():
            if name not in changed or not isinstance(value, OutputOf):
                continue
            above = graph.ancestors(id)
            others = [one for one in readers[value.task, value.output] if one not in {id, *above}]
            if task.retry.count != 0:
                others.append(id)
            if others:
                yield _told(id, id, name, others[0])
            yield from (_told(one, id, name, one) for one in others if one != id)


def _told(task: str, changer: str, argument: str, other: str) -> SharedChange:
    whom = "its next attempt" if other == changer else f"`{other}`"
    return SharedChange(task=task, changer=changer, argument=argument, other=whom)


def _readers(graph: Graph) -> dict[tuple[str, str], list[str]]:
    """The tasks that are given each output."""
    found: dict[tuple[str, str], list[str]] = {}
    for id, task in graph.tasks.items():
        values = [*arguments_of(task.operation).values()]
        values += task.mapping.over.values() if task.mapping is not None else ()
        for value in values:
            for part in walk(value):
                if isinstance(part, OutputOf):
                    found.setdefault((part.task, part.output), []).append(id)
    return found
