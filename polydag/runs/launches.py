"""Pipelines that a pipeline's tasks start: which of the module these are, and what of a scenario is about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from polydag.ir.graph import Graph
from polydag.ir.operations import Launch
from polydag.ir.pipeline import Module, Pipeline
from polydag.runs.protocol import JobScenario

Asked = TypeVar("Asked")


def launched(module: Module, pipeline: Pipeline) -> tuple[Pipeline, ...]:
    """The other pipelines of the module that tasks start, directly or through each other."""
    known = {one.id: one for one in module.pipelines}
    found: dict[str, Pipeline] = {}
    open_ones = [pipeline]
    while open_ones:
        for task in Graph(open_ones.pop()).tasks.values():
            target = task.operation.target if isinstance(task.operation, Launch) else None
            if target in known and target not in {pipeline.id, *found}:
                found[target] = known[target]
                open_ones.append(known[target])
    return tuple(found.values())


def narrowed(scenario: JobScenario, pipeline: str) -> JobScenario:
    """The scenario for a pipeline that is started: what it says of `pipeline.task`, as of `task`."""
    return JobScenario(
        name=scenario.name,
        fail=_of(scenario.fail, pipeline),
        fail_late=_of(scenario.fail_late, pipeline),
        hang=_of(scenario.hang, pipeline),
        skip=tuple(_of(dict.fromkeys(scenario.skip), pipeline)),
        delay=_of(scenario.delay, pipeline),
        sizes=_of(scenario.sizes, pipeline),
        choose=_of(scenario.choose, pipeline),
        values=_of(scenario.values, pipeline),
    )


def _of(named: Mapping[str, Asked], pipeline: str) -> dict[str, Asked]:
    prefix = f"{pipeline}."
    return {k.removeprefix(prefix): v for k, v in named.items() if k.startswith(prefix)}
