"""What a scenario must choose so that a task is reached at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import JsonValue

from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.runs.reference.dependencies import Dependencies
from polydag.runs.solving import Values, solutions

Labels = str | tuple[str, ...] | None


@dataclass(frozen=True)
class Way:
    """The labels to choose, and the values under which conditions are what they must be."""

    choose: dict[str, Labels] = field(default_factory=dict)
    values: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Ways:
    """The ways through a pipeline; conditions of the building code are only solved with the `module` they stand in."""

    pipeline: Pipeline
    module: Module | None

    @cached_property
    def dependencies(self) -> Dependencies:
        """What each task waits for."""
        return Dependencies(self.pipeline)

    @cached_property
    def solved(self) -> Mapping[str, dict[str, Values]]:
        """Per task that decides by a condition, the values that lead to each label."""
        return {
            id: solutions(operation, self.module, self.pipeline)
            for id, operation in self._deciding.items()
            if operation.condition is not None and self.module is not None
        }

    @cached_property
    def _deciding(self) -> dict[str, Choose | Gate]:
        tasks = self.dependencies.tasks.items()
        return {id: t.operation for id, t in tasks if isinstance(t.operation, Choose | Gate)}

    def to(self, *ids: str) -> Way | None:
        """How all of these are reached in one run; None where that cannot be."""
        choose: dict[str, Labels] = {}
        values: dict[str, JsonValue] = {}
        for decider, operation in self._deciding.items():
            leading = [self._leading(decider, operation, id) for id in ids if id != decider]
            picked = _picked([labels for labels in leading if labels], operation)
            if picked is None:
                return None
            if not picked:
                continue
            if operation.condition is not None:
                values |= self.solved.get(decider, {}).get(picked[0], {})
            elif self.dependencies.tasks[decider].role != "glue" and isinstance(operation, Choose):
                choose[decider] = picked[0] if len(picked) == 1 else picked
        return Way(choose, values)

    def _leading(self, decider: str, operation: Choose | Gate, id: str) -> tuple[str, ...]:
        """The labels that lead to a task; none where it is reached in any case, or where nothing is known."""
        if isinstance(operation, Gate):
            below = self.dependencies.graph.descendants(decider)
            return ("true",) if operation.condition is not None and id in below else ()
        labels = operation.labels
        leading = tuple(label for label in labels if self._leads(decider, labels[label], id))
        return leading if len(leading) < len(labels) else ()

    def _leads(self, decider: str, nodes: Iterable[str], id: str) -> bool:
        """Whether a task is what a label starts, or below that."""
        roots = [root for node in nodes for root in self.dependencies.roots_of(node, decider)]
        descendants = self.dependencies.graph.descendants
        return any(id == root or id in descendants(root) for root in roots)


def _picked(leading: list[tuple[str, ...]], operation: Choose | Gate) -> tuple[str, ...] | None:
    """A label that serves all, or several where several may be chosen; None where neither helps."""
    if not leading:
        return ()
    common = [label for label in leading[0] if all(label in labels for labels in leading)]
    if common:
        return (common[0],)
    if isinstance(operation, Choose) and operation.many:
        return tuple(dict.fromkeys(labels[0] for labels in leading))
    return None


def runs_by_itself(task: Task) -> bool:
    """Whether a task of the author does something: neither made by polydag nor an anchor."""
    return task.role != "glue" and task.operation.kind != "empty"
