"""What each task waits for, handlers included, and an order in which everything can run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

from polydag.ir.expand import expanded
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Handler, Task


@dataclass(frozen=True)
class Dependencies:
    """The waiting of a pipeline: `upstream` names tasks, and handlers for what follows a `try`."""

    pipeline: Pipeline

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.pipeline)

    @cached_property
    def tasks(self) -> dict[str, Task]:
        return self.graph.tasks

    @cached_property
    def handlers(self) -> dict[str, Handler]:
        return {node.id: node for node in self.pipeline.nodes if isinstance(node, Handler)}

    @cached_property
    def handler_of_body(self) -> dict[str, Handler]:
        return {id: handler for handler in self.handlers.values() for id in handler.body}

    @cached_property
    def upstream(self) -> dict[str, tuple[str, ...]]:
        """Per task what decides its rule; a task after a `try` waits for the handler, not for what it tries."""
        return {id: self._upstream(id) for id in self.tasks}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Tasks in an order that respects all waiting and keeps the source's order among the ready ones."""
        rank = {id: position for position, id in enumerate(self.tasks)}
        sorter = TopologicalSorter({id: self._waits_for(id) for id in self.tasks})
        sorter.prepare()
        found: list[str] = []
        ready: list[str] = []
        while sorter.is_active():
            ready = sorted([*ready, *sorter.get_ready()], key=rank.__getitem__)
            found.append(ready.pop(0))
            sorter.done(found[-1])
        return tuple(found)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The ends of the graph without those that something reads from, or that a handler follows."""
        ignored = {
            id for id, task in self.tasks.items() if task.role == "teardown" and not task.fatal
        }
        above = {up for id in set(self.tasks) - ignored for up in self._waits_for(id)}
        return tuple(id for id in self.graph.ends if id not in above)

    def ancestors(self, id: str) -> frozenset[str]:
        """Every task that has surely ended before this one begins."""
        seen: set[str] = set()
        ahead = list(self._waits_for(id))
        while ahead:
            up = ahead.pop()
            if up not in seen:
                seen.add(up)
                ahead.extend(self._waits_for(up))
        return frozenset(seen)

    def roots_of(self, node: str, below: str) -> tuple[str, ...]:
        """The tasks that a label's node stands for: the task itself, or those of a group that wait for `below`."""
        if node in self.tasks:
            return (node,)
        members = self.members(node)
        direct = tuple(id for id in members if below in self.graph.upstream[id])
        inside = set(members)
        return direct or tuple(id for id in members if not inside & set(self.graph.upstream[id]))

    def members(self, node: str) -> tuple[str, ...]:
        """The tasks of a group or family."""
        flat = expanded(self.pipeline.model_copy(update={"edges": ()}))
        path = tuple(node.split("."))
        for candidate in self.pipeline.nodes:
            if candidate.id == node:
                inner = expanded(
                    self.pipeline.model_copy(update={"nodes": (candidate,), "edges": ()})
                )
                return tuple(task.id for task in inner.tasks)
        return tuple(task.id for task in flat.tasks if task.group[: len(path)] == path)

    def _upstream(self, id: str) -> tuple[str, ...]:
        above = self.graph.upstream[id]
        for handler in self.handlers.values():
            if id not in (*handler.tries, *handler.body) and self._follows(id, handler):
                above = (*(up for up in above if up not in handler.tries), handler.id)
        return above

    def _follows(self, id: str, handler: Handler) -> bool:
        ends = {id, *(node.id for node in self.pipeline.nodes if id in self.members(node.id))}
        return any(
            edge.upstream == handler.id and edge.downstream in ends for edge in self.pipeline.edges
        )

    def _waits_for(self, id: str) -> set[str]:
        waits = {up for up in self.upstream[id] if up in self.tasks} | set(
            self.graph.references[id]
        )
        for up in self.upstream[id]:
            if up in self.handlers:
                waits |= {*self.handlers[up].tries, *self.handlers[up].body}
        if id in self.handler_of_body:
            waits |= set(self.handler_of_body[id].tries)
        return waits - {id}
