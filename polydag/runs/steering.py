"""The values that stubs return in place of derived ones: what decides the way, and what is read in parts."""

from __future__ import annotations

from pydantic import JsonValue

from polydag.ir.graph import Graph
from polydag.ir.operations import Check, Choose, Gate, Latest
from polydag.ir.pipeline import Module, Pipeline
from polydag.runs.protocol import JobScenario
from polydag.runs.shapes import shaped
from polydag.runs.sizes import sized
from polydag.runs.stubbing import is_stubbed


def steered(module: Module, pipeline: Pipeline, scenario: JobScenario) -> dict[str, JsonValue]:
    """The scenario's values, those that have the parts which are read, collections of the lengths that it asks for, and what
    decides the way: a branch's label, an open gate, a check that passes."""
    graph = Graph(pipeline)
    values = sized(graph, module, scenario.sizes, shaped(graph, module.functions))
    for id, task in graph.tasks.items():
        if not is_stubbed(task, module):
            continue
        match task.operation:
            case Choose(labels=labels):
                label = scenario.choose.get(id, next(iter(labels), None))
                values[id] = list(label) if isinstance(label, tuple) else label
                values |= _of_instances(id, scenario)
            case Gate() | Latest() | Check():
                values[id] = True
    return values | scenario.values


def _of_instances(id: str, scenario: JobScenario) -> dict[str, JsonValue]:
    """What single instances of a choice in a mapped group return."""
    return {
        name: list(label) if isinstance(label, tuple) else label
        for name, label in scenario.choose.items()
        if name.startswith(f"{id}[")
    }
