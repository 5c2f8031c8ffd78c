"""The outcomes under which a pipeline is tried, derived from the pipeline itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from polydag.ir.graph import Graph
from polydag.ir.model import Symbolic
from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.runs.protocol import JobScenario
from polydag.runs.solving import solutions

Scenario: TypeAlias = JobScenario
ALL_SUCCEED = Scenario()


def derive(pipeline: Pipeline, module: Module | None = None) -> tuple[Scenario, ...]:
    """All succeed; then per task, in the source's order: fails, fails once, chooses each label, stops.

    Conditions that the building code states are reached by values for what they read; that takes the `module` they stand in.
    """
    tasks = Graph(pipeline).tasks.values()
    return (ALL_SUCCEED, *(scenario for task in tasks for scenario in _of(task, pipeline, module)))


def named(scenarios: tuple[Scenario, ...], name: str) -> Scenario | None:
    """The scenario of this name."""
    return next((scenario for scenario in scenarios if scenario.name == name), None)


def _of(task: Task, pipeline: Pipeline, module: Module | None) -> Iterator[Scenario]:
    operation = task.operation
    if task.role != "glue" and operation.kind != "empty":
        yield Scenario(name=f"{task.id} fails", fail={task.id: -1})
        if isinstance(task.retry.count, Symbolic) or task.retry.count > 0:
            yield Scenario(name=f"{task.id} fails once", fail={task.id: 1})
    if isinstance(operation, Choose | Gate) and operation.condition is not None:
        if module is not None:
            for label, values in solutions(operation, module, pipeline).items():
                yield Scenario(name=f"{task.id} chooses {label}", values=values)
    elif isinstance(operation, Choose) and task.role != "glue":
        for label in operation.labels:
            yield Scenario(name=f"{task.id} chooses {label}", choose={task.id: label})
    elif isinstance(operation, Gate) and task.role != "glue":
        yield Scenario(name=f"{task.id} stops", values={task.id: False})
