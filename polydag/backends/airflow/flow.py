"""The pipeline as it is written: flat tasks and edges, with what Airflow needs put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from polydag.backends.airflow.naming import id_of
from polydag.backends.open_loops import open_families
from polydag.ir.expand import expanded
from polydag.ir.functions import Function
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Edge, Group, Task


@dataclass(frozen=True)
class Flow:
    """A pipeline between legalisation steps: each step gives a new one.

    `tasks` and `edges` are flat. `functions` are those of the module and those that steps made. `addresses` are Airflow's
    ids by the IR's; tasks that a step made have their own.
    """

    pipeline: Pipeline
    tasks: tuple[Task, ...]
    edges: tuple[Edge, ...]
    functions: Mapping[str, Function]
    addresses: Mapping[str, str] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, pipeline: Pipeline, functions: Mapping[str, Function], reserved: frozenset[str]
    ) -> Flow:
        """The flow of a pipeline as read; `reserved` are names that the module binds otherwise."""
        flat = expanded(pipeline)
        looped = (f.instances for f in open_families(pipeline))
        computed = frozenset(t.id for rows in looped for row in rows for t in row)
        addresses = addresses_of(flat.tasks, computed)
        return cls(pipeline, flat.tasks, flat.edges, functions, addresses, reserved)

    @cached_property
    def graph(self) -> Graph:
        """What follows from the tasks and edges."""
        return Graph(
            self.pipeline.model_copy(
                update={"nodes": self.tasks, "edges": self.edges, "groups": self._mapped_groups}
            )
        )

    @property
    def _mapped_groups(self) -> tuple[Group, ...]:
        return tuple(group for group in self.pipeline.groups if group.mapping is not None)

    @cached_property
    def by_id(self) -> Mapping[str, Task]:
        """Tasks by id."""
        return {task.id: task for task in self.tasks}

    def with_task(self, task: Task) -> Flow:
        """One task replaced."""
        return replace(self, tasks=tuple(task if t.id == task.id else t for t in self.tasks))

    def adding(self, task: Task, before: str | None = None, edges: tuple[Edge, ...] = ()) -> Flow:
        """A task put in, before another or at the end."""
        if before is None:
            tasks = (*self.tasks, task)
        else:
            at = [t.id for t in self.tasks].index(before)
            tasks = (*self.tasks[:at], task, *self.tasks[at:])
        return replace(self, tasks=tasks, edges=(*self.edges, *edges))

    def with_function(self, function: Function) -> Flow:
        """A function that a step made."""
        return replace(self, functions={**self.functions, function.name: function})

    def free_id(self, wish: str) -> str:
        """An id that no task and no function has."""
        taken = (
            {t.id for t in self.tasks}
            | set(self.functions)
            | {t.group[0] for t in self.tasks if t.group}
        )
        candidates = [wish, *(f"{wish}_{n}" for n in range(2, len(taken) + 3))]
        return next(c for c in candidates if c not in taken)


def addresses_of(tasks: tuple[Task, ...], computed: frozenset[str]) -> dict[str, str]:
    """Airflow's id of each task: the IR's where Airflow allows it, or where it is only `computed` when the file is loaded."""
    found: dict[str, str] = {}
    for task in tasks:
        id, number = task.id if task.id in computed else id_of(task.id), 2
        while id in found.values():
            id, number = f"{id_of(task.id)}_{number}", number + 1
        found[task.id] = id
    return found
