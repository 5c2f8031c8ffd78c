"""The outcomes under which a pipeline is tried, derived from the pipeline itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from polydag.ir.model import Symbolic
from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.runs.protocol import JobScenario
from polydag.runs.reference.dependencies import Dependencies
from polydag.runs.solving import solutions

Scenario: TypeAlias = JobScenario
ALL_SUCCEED = Scenario()


def derive(pipeline: Pipeline, module: Module | None = None) -> tuple[Scenario, ...]:
    """All succeed; then per task, in the source's order: fails, fails once, chooses each label, stops.

    Conditions that the building code states are reached by values for what they read; that takes the `module` they stand in.
    """
    dependencies = Dependencies(pipeline)
    tasks = dependencies.tasks.values()
    return (ALL_SUCCEED, *(s for task in tasks for s in _of(task, dependencies, module)))


def named(scenarios: tuple[Scenario, ...], name: str) -> Scenario | None:
    """The scenario of this name."""
    return next((scenario for scenario in scenarios if scenario.name == name), None)


def _way_to(task: Task, dependencies: Dependencies) -> dict[str, str | tuple[str, ...] | None]:
    """The labels to choose so that a task runs that the first labels would leave out."""
    way: dict[str, str | tuple[str, ...] | None] = {}
    for id, other in dependencies.tasks.items():
        if isinstance(other.operation, Choose) and other.role != "glue":
            first = next(iter(other.operation.labels), None)
            label = next(
                (x for x in other.operation.labels if _leads(id, x, task, dependencies)), None
            )
            if label not in (None, first):
                way[id] = label
    return way


def _leads(chooser: str, label: str, task: Task, dependencies: Dependencies) -> bool:
    """Whether a task is what a label starts, or below that."""
    operation = dependencies.tasks[chooser].operation
    nodes = operation.labels[label] if isinstance(operation, Choose) else ()
    roots = [root for node in nodes for root in dependencies.roots_of(node, chooser)]
    return any(task.id == root or task.id in dependencies.graph.descendants(root) for root in roots)


def _of(task: Task, dependencies: Dependencies, module: Module | None) -> Iterator[Scenario]:
    operation = task.operation
    if task.role != "glue" and operation.kind != "empty":
        way = _way_to(task, dependencies)
        yield Scenario(name=f"{task.id} fails", fail={task.id: -1}, choose=way)
        if isinstance(task.retry.count, Symbolic) or task.retry.count > 0:
            yield Scenario(name=f"{task.id} fails once", fail={task.id: 1}, choose=way)
    if isinstance(operation, Choose | Gate) and operation.condition is not None:
        if module is not None:
            for label, values in solutions(operation, module).items():
                yield Scenario(name=f"{task.id} chooses {label}", values=values)
    elif isinstance(operation, Choose) and task.role != "glue":
        for label in operation.labels:
            yield Scenario(name=f"{task.id} chooses {label}", choose={task.id: label})
    elif isinstance(operation, Gate) and task.role != "glue":
        yield Scenario(name=f"{task.id} stops", values={task.id: False})
