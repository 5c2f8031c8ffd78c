"""The outcomes under which a pipeline is tried, derived from the pipeline itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from polydag.ir.graph import Graph
from polydag.ir.model import Symbolic
from polydag.ir.operations import Check, Choose, Gate, Latest, Wait
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.runs.expressions import Expressions
from polydag.runs.lengths import Chosen
from polydag.runs.protocol import JobScenario
from polydag.runs.sizes import USUAL, Sizes
from polydag.runs.stubbing import is_stubbed, left_out, skips
from polydag.runs.ways import Way, Ways, runs_by_itself

Scenario: TypeAlias = JobScenario
ALL_SUCCEED = Scenario()
TWICE = Scenario(name="the same date twice", runs=2)
# With more than ten instances, an order of texts ("10" before "2") is another one than that of numbers.
LENGTHS = {"none": 0, "one": 1, "many": 11}


@dataclass(frozen=True)
class Derived:
    """The scenarios; `missing` are those that cannot be made, with the reason."""

    scenarios: tuple[Scenario, ...]
    missing: tuple[str, ...] = ()


def derive(pipeline: Pipeline, module: Module | None = None) -> tuple[Scenario, ...]:
    """All succeed; then per task, in the source's order, what can happen to it; pairs of failures; the same date twice.

    What depends on functions and on conditions that the building code states takes the `module` they stand in.
    """
    return derivation(pipeline, module).scenarios


def derivation(pipeline: Pipeline, module: Module | None = None) -> Derived:
    """The scenarios of a pipeline with those that it should have and that no stub can make."""
    found = _Derivation(pipeline, module)
    tasks = found.graph.tasks.values()
    each = (scenario for task in tasks for scenario in found.of(task))
    pairs = {s.name: s for task in tasks for s in found.pairs(task)}
    missing = (name for task in tasks for name in found.missing(task))
    return Derived((ALL_SUCCEED, *each, *pairs.values(), TWICE), tuple(missing))


def named(scenarios: tuple[Scenario, ...], name: str) -> Scenario | None:
    """The scenario of this name."""
    return next((scenario for scenario in scenarios if scenario.name == name), None)


@dataclass(frozen=True)
class _Derivation:
    """The scenarios of one pipeline."""

    pipeline: Pipeline
    module: Module | None
    sizable: dict[str, Mapping[int, Chosen]] = field(default_factory=dict)

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.pipeline)

    @cached_property
    def ways(self) -> Ways:
        return Ways(self.pipeline, self.module)

    def of(self, task: Task) -> Iterator[Scenario]:
        """What can happen to one task."""
        if runs_by_itself(task):
            way = self.ways.to(task.id) or Way()
            for scenario in (*self._failures(task), *self._outcomes(task), *self._lengths(task)):
                values = way.values | scenario.values
                yield scenario.model_copy(update={"choose": way.choose, "values": values})
        yield from self._decisions(task)

    def pairs(self, task: Task) -> Iterator[Scenario]:
        """Two failures that meet in a rule which looks at more than one."""
        if task.rule == "all_success":
            return
        above = [id for id in self.graph.upstream[task.id] if self._fails(self.graph.tasks[id])]
        for one, other in itertools.combinations(above, 2):
            related = one in self.graph.ancestors(other) or other in self.graph.ancestors(one)
            way = None if related else self.ways.to(one, other)
            if way is not None:
                yield Scenario(
                    name=f"{one} and {other} fail",
                    fail={one: -1, other: -1},
                    choose=way.choose,
                    values=way.values,
                )

    def _fails(self, task: Task) -> bool:
        return runs_by_itself(task) and self._is_stubbed(task)

    def _is_stubbed(self, task: Task) -> bool:
        return self.module is None or is_stubbed(task, self.module)

    def _failures(self, task: Task) -> Iterator[Scenario]:
        id = task.id
        yield Scenario(name=f"{id} fails", fail={id: -1})
        if isinstance(task.retry.count, Symbolic) or task.retry.count > 0:
            yield Scenario(name=f"{id} fails once", fail={id: 1})
            if self._is_stubbed(task):
                yield Scenario(name=f"{id} fails once after its body", fail_late={id: 1})
        if task.mapping is not None:
            yield Scenario(name=f"one instance of {id} fails", fail={self._instance(task): -1})

    def _outcomes(self, task: Task) -> Iterator[Scenario]:
        """Apart from success and failure: a limit that is reached, a skip, a check that does not pass."""
        id = task.id
        if not self._is_stubbed(task):
            return
        if task.timeout is not None:
            yield Scenario(name=f"{id} hangs", hang={id: -1})
        if self.module is not None and skips(task, self.module):
            yield Scenario(name=f"{id} is skipped", skip=(id,))
            if task.mapping is not None:
                yield Scenario(
                    name=f"one instance of {id} is skipped", skip=(self._instance(task),)
                )
        if isinstance(task.operation, Wait):
            yield Scenario(name=f"{id} waits", wait={id: 2})
            yield Scenario(name=f"{id} waits in vain", wait={id: -1})
        for output in left_out(task, self.module) if self.module is not None else ():
            yield Scenario(name=f"{id} leaves out {output}", leave_out=(f"{id}.{output}",))
        if isinstance(task.operation, Check):
            yield Scenario(name=f"{id} does not pass", values={id: False})

    def _lengths(self, task: Task) -> Iterator[Scenario]:
        for word, length in LENGTHS.items():
            if length in self._sizes(task):
                yield Scenario(name=f"items of {task.id}: {word}", sizes={task.id: length})

    def _instance(self, task: Task) -> str:
        """An instance that there is: not the first where there surely is a second."""
        return f"{task.id}[{int(USUAL in self._sizes(task))}]"

    def _sizes(self, task: Task) -> Mapping[int, Chosen]:
        """How many instances stubs can make a task have."""
        if self.module is None or task.mapping is None:
            return {}
        if task.id not in self.sizable:
            with Expressions(self.module, self.pipeline) as expressions:
                found = Sizes(self.graph, self.module, expressions)
                made = {count: found.of(task, count, {}) for count in (*LENGTHS.values(), USUAL)}
            self.sizable[task.id] = {count: one for count, one in made.items() if one is not None}
        return self.sizable[task.id]

    def missing(self, task: Task) -> Iterator[str]:
        """What can happen to a task, but cannot be made to happen: lengths, and ways of a condition."""
        if self.module is None:
            return
        with Expressions(self.module, self.pipeline) as expressions:
            why = Sizes(self.graph, self.module, expressions).why_not(task)
        words = [word for word, length in LENGTHS.items() if length not in self._sizes(task)]
        if words and why is not None:
            yield f"items of {task.id}: {', '.join(words)} ({why})"
        operation = task.operation
        if isinstance(operation, Choose | Gate) and operation.condition is not None:
            labels = operation.labels if isinstance(operation, Choose) else ("true", "false")
            for label in labels:
                if label not in self.ways.solved.get(task.id, {}):
                    text = operation.condition.text
                    yield f"{task.id} chooses {label} (no values were found for which `{text}` does)"

    def _decisions(self, task: Task) -> Iterator[Scenario]:
        operation = task.operation
        if isinstance(operation, Choose | Gate) and operation.condition is not None:
            for label, values in self.ways.solved.get(task.id, {}).items():
                yield Scenario(name=f"{task.id} chooses {label}", values=values)
        elif isinstance(operation, Choose) and task.role != "glue":
            for label in operation.labels:
                yield Scenario(name=f"{task.id} chooses {label}", choose={task.id: label})
        elif isinstance(operation, Gate | Latest) and task.role != "glue":
            yield Scenario(name=f"{task.id} stops", values={task.id: False})
