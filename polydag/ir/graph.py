"""Facts derived from a pipeline: flat tasks, dependencies of every kind, order, leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from graphlib import TopologicalSorter

from polydag.ir.expand import Flat, expanded, tasks_given
from polydag.ir.identity import Same
from polydag.ir.mapped import MappedGroups
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import outputs_pulled, outputs_read
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import FamilyOutput, OutputOf


@dataclass(frozen=True)
class Graph:
    """A pipeline with its families expanded, and what follows from it.

    `tasks` keeps the source's order. `data` maps a task to the upstreams whose outputs it is given, `control` to those of stored
    edges (sequence edges included), `upstream` to both: these decide trigger rules. `references` adds outputs that the body
    pulls by itself. What a mapped group is mapped over is data of the tasks that begin it or are given an element.
    """

    pipeline: Pipeline

    @cached_property
    def flat(self) -> Flat:
        return expanded(self.pipeline)

    @cached_property
    def tasks(self) -> dict[str, Task]:
        return {task.id: task for task in self.flat.tasks}

    @property
    def edges(self) -> tuple[Edge, ...]:
        return self.flat.edges

    @cached_property
    def data(self) -> dict[str, tuple[str, ...]]:
        return {
            id: self._known((*outputs_read(task), *self._collections(task)))
            for id, task in self.tasks.items()
        }

    @cached_property
    def mapped(self) -> MappedGroups:
        return MappedGroups(self.pipeline)

    def _collections(self, task: Task) -> tuple[OutputOf | FamilyOutput, ...]:
        group = self.mapped.around(task)
        if group is None:
            return ()
        above = (*self.control[task.id], *self._known(outputs_read(task)))
        begins = not any(self.mapped.around(self.tasks[id]) is group for id in above)
        return self.mapped.all_collections(task) if begins else self.mapped.collections(task)

    @cached_property
    def control(self) -> dict[str, tuple[str, ...]]:
        above: dict[str, list[str]] = {id: [] for id in self.tasks}
        for edge in self.edges:
            above[edge.downstream].append(edge.upstream)
        return {id: tuple(dict.fromkeys(ids)) for id, ids in above.items()}

    @cached_property
    def upstream(self) -> dict[str, tuple[str, ...]]:
        return {id: tuple(dict.fromkeys((*self.data[id], *self.control[id]))) for id in self.tasks}

    @cached_property
    def downstream(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {id: [] for id in self.tasks}
        for id, above in self.upstream.items():
            for upstream in above:
                below[upstream].append(id)
        return {id: tuple(ids) for id, ids in below.items()}

    @cached_property
    def references(self) -> dict[str, tuple[str, ...]]:
        return {
            id: tuple(dict.fromkeys((*self.data[id], *self._known(outputs_pulled(task)))))
            for id, task in self.tasks.items()
        }

    def _known(self, outputs: Iterable[OutputOf | FamilyOutput]) -> tuple[str, ...]:
        given = (id for output in outputs for id in tasks_given(output, self.pipeline))
        return tuple(dict.fromkeys(id for id in given if id in self.tasks))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """A topological order that keeps the source's order among the ready ones."""
        rank = {id: position for position, id in enumerate(self.tasks)}
        sorter = TopologicalSorter({id: set(above) for id, above in self.upstream.items()})
        sorter.prepare()
        found: list[str] = []
        ready: list[str] = []
        while sorter.is_active():
            ready.extend(sorter.get_ready())
            ready.sort(key=rank.__getitem__)
            found.append(ready.pop(0))
            sorter.done(found[-1])
        return tuple(found)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        return tuple(id for id, below in self.downstream.items() if not below)

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """The tasks that decide a run by its leaves: what has nothing below it but teardowns whose failure does not count."""
        counting = {id for id, task in self.tasks.items() if task.fatal or task.role != "teardown"}
        above = {up for id in counting for up in self.upstream[id]}
        return tuple(id for id in self.tasks if id in counting - above)

    def ancestors(self, id: str) -> frozenset[str]:
        """Every task above."""
        return _closure(id, self.upstream)

    def descendants(self, id: str) -> frozenset[str]:
        """Every task below."""
        return _closure(id, self.downstream)


def graph_of(pipeline: Pipeline) -> Graph:
    """The graph of a pipeline, one for all who ask for that of the very same pipeline."""
    return _graph(Same(pipeline))


@lru_cache(maxsize=64)
def _graph(same: Same[Pipeline]) -> Graph:
    return Graph(same.value)


def _closure(start: str, step: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    seen: set[str] = set()
    open_ids = list(step[start])
    while open_ids:
        id = open_ids.pop()
        if id not in seen:
            seen.add(id)
            open_ids.extend(step[id])
    return frozenset(seen)
