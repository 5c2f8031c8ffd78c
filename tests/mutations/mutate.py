"""Wrong pipelines, each with one field changed: what a mistake in a writer would look like."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from polydag.ir.graph import Graph
from polydag.ir.operations import Call, Check, Choose, Gate, Operation, Shell
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Delays, Retry
from polydag.ir.tasks import Edge, Task, TriggerRule
from polydag.ir.values import Constant, Items, OutputOf, ParameterOf, Value
from polydag.runs.reference.rules import decide
from polydag.runs.stubbing import annotated

KINDS = ("rule", "retry", "edge", "branch", "output", "parameter", "mapping", "outcome")
STATES = ("success", "failed", "skipped", "upstream_failed")
# The rules whose meaning follows from the states above alone.
RULES: tuple[TriggerRule, ...] = tuple(
    rule for rule in get_args(TriggerRule) if rule != "all_done_setup_success"
)
Arguments = Mapping[str, Value]


@dataclass(frozen=True)
class Mutation:
    """One field of a pipeline changed; `kind` and `what` name it, once per pipeline."""

    kind: str
    what: str
    module: Module

    @property
    def name(self) -> str:
        """What a list of exceptions calls it, after its case."""
        return f"{self.kind}: {self.what}"


def mutations(module: Module, pipeline: Pipeline) -> Iterator[Mutation]:
    """Every mutation of a pipeline of the module, in a stable order."""
    tasks = [node for node in pipeline.nodes if isinstance(node, Task) and node.role != "glue"]
    graph = Graph(pipeline)
    for task in tasks:
        changes = (
            *_rules(task, graph),
            *_retries(task),
            *_outcomes(task),
            *_mappings(task),
            *_branches(task),
            *_given(task, graph, module, pipeline),
        )
        for kind, what, changed in changes:
            yield Mutation(kind, f"{task.id} {what}", with_task(module, pipeline, changed))
    for kind, what, changed_pipeline in (*_edges(pipeline, graph), *_runs(pipeline)):
        yield Mutation(kind, what, with_pipeline(module, changed_pipeline))


def with_pipeline(module: Module, pipeline: Pipeline) -> Module:
    """The module with a pipeline in place of that of its id."""
    known = tuple(pipeline if one.id == pipeline.id else one for one in module.pipelines)
    return module.model_copy(update={"pipelines": known})


def with_task(module: Module, pipeline: Pipeline, task: Task) -> Module:
    """The module with a task in place of that of its id."""
    nodes = tuple(
        task if isinstance(node, Task) and node.id == task.id else node for node in pipeline.nodes
    )
    return with_pipeline(module, pipeline.model_copy(update={"nodes": nodes}))


TaskChange = tuple[str, str, Task]


def _rules(task: Task, graph: Graph) -> Iterator[TaskChange]:
    """Other rules, but for those that mean the same for so many upstreams."""
    count = len(graph.upstream[task.id])
    for rule in RULES if count else ():
        if _meaning(rule, count) != _meaning(task.rule, count):
            yield "rule", f"{rule} for {task.rule}", task.model_copy(update={"rule": rule})


def _meaning(rule: TriggerRule, count: int) -> list[str]:
    return [decide(rule, states) for states in itertools.product(STATES, repeat=count)]


def _retries(task: Task) -> Iterator[TaskChange]:
    retry = task.retry
    if not isinstance(retry.count, int):
        return
    yield "retry", "one more", _retrying(task, count=retry.count + 1)
    if retry.count:
        yield "retry", "none", _retrying(task, count=0)
        base = retry.delays.base if isinstance(retry.delays.base, float) else 0.0
        for what, delays in {
            "another delay": Delays(base=base + 30.0),
            "another shape": Delays(shape="linear", base=base + 5.0),
            "a cap": Delays(base=base, cap=max(base / 2, 1.0)),
        }.items():
            yield "retry", what, _retrying(task, delays=delays)


def _retrying(task: Task, **changes: int | Delays) -> Task:
    retry: Retry = task.retry.model_copy(update=changes)
    return task.model_copy(update={"retry": retry})


def _outcomes(task: Task) -> Iterator[TaskChange]:
    yield "outcome", "fatal flipped", task.model_copy(update={"fatal": not task.fatal})


def _mappings(task: Task) -> Iterator[TaskChange]:
    mapping = task.mapping
    if mapping is None:
        return
    yield "mapping", "none", task.model_copy(update={"mapping": None})
    for name, over in mapping.over.items():
        one = Items(items=(Constant(value=7),))
        changed = mapping.model_copy(update={"over": {**mapping.over, name: one}})
        if over != one:
            yield "mapping", f"{name} over one", task.model_copy(update={"mapping": changed})


def _branches(task: Task) -> Iterator[TaskChange]:
    operation = task.operation
    if isinstance(operation, Choose):
        for what, labels in _labels(operation.labels):
            yield "branch", what, _doing(task, operation, labels=labels)
    if isinstance(operation, Choose | Gate):
        yield "branch", "cascade flipped", _doing(task, operation, cascade=not operation.cascade)


def _labels(
    labels: Mapping[str, tuple[str, ...]],
) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    for one, other in itertools.combinations(labels, 2):
        swapped = {**labels, one: labels[other], other: labels[one]}
        yield f"{one} and {other} swapped", swapped
        yield f"{one} also starts {other}", {**labels, one: (*labels[one], *labels[other])}
    for label in labels:
        if labels[label]:
            yield f"{label} starts nothing", {**labels, label: ()}


def _given(task: Task, graph: Graph, module: Module, pipeline: Pipeline) -> Iterator[TaskChange]:
    """Other arguments: another task's output, another part, another constant, another parameter."""
    operation = task.operation
    if isinstance(operation, Shell):
        command = Constant(value="echo another")
        yield "parameter", "another command", _doing(task, operation, command=command)
    if not isinstance(operation, Call | Choose | Gate | Check):
        return
    for field in ("arguments", "pulls"):
        given: Arguments = getattr(operation, field)
        for name, value in given.items():
            for kind, what, changed in _others(value, task, graph, module, pipeline):
                update = {field: {**given, name: changed}}
                yield kind, f"{name}: {what}", _doing(task, operation, **update)


def _others(
    value: Value, task: Task, graph: Graph, module: Module, pipeline: Pipeline
) -> Iterator[tuple[str, str, Value]]:
    match value:
        case OutputOf():
            below = {task.id, *graph.descendants(task.id)}
            others = [id for id in graph.tasks if id not in below and id != value.task]
            for id in others[:3]:
                yield "output", f"of {id}", OutputOf(task=id)
            yield "output", "a constant", Constant(value="lost")
            for output in sorted({*_outputs_of(graph.tasks[value.task], module)} - {value.output}):
                yield "output", f"output {output}", value.model_copy(update={"output": output})
            part: OutputOf = value.model_copy(update={"path": (*value.path, 0)})
            yield "output", "a part", part
        case Constant(value=known):
            yield "parameter", "another constant", Constant(value=_other(known))
        case ParameterOf(name=name):
            yield "parameter", "a constant", Constant(value="lost")
            for other in pipeline.parameters:
                if other.name != name:
                    yield "parameter", f"is {other.name}", ParameterOf(name=other.name)


def _outputs_of(task: Task, module: Module) -> tuple[str, ...]:
    return tuple(annotated(task, module))


def _other(value: None | bool | int | float | str) -> None | bool | int | float | str:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
        case None:
            return "something"


def _doing(task: Task, operation: Operation, **changes: object) -> Task:
    return task.model_copy(update={"operation": operation.model_copy(update=changes)})


PipelineChange = tuple[str, str, Pipeline]


def _edges(pipeline: Pipeline, graph: Graph) -> Iterator[PipelineChange]:
    """An edge less, an edge more between tasks that have no order, an edge that begins elsewhere."""
    for edge in pipeline.edges:
        rest = tuple(one for one in pipeline.edges if one != edge)
        name = f"{edge.upstream} to {edge.downstream}"
        yield "edge", f"{name} dropped", pipeline.model_copy(update={"edges": rest})
        below = {edge.downstream, *graph.descendants(edge.downstream)}
        for id in [id for id in graph.tasks if id not in below and id != edge.upstream][:2]:
            moved = edge.model_copy(update={"upstream": id})
            changed = pipeline.model_copy(update={"edges": (*rest, moved)})
            yield "edge", f"{name} begins at {id}", changed
    for one, other in list(_unordered(graph))[:4]:
        added = (*pipeline.edges, Edge(upstream=one, downstream=other))
        yield "edge", f"{one} to {other} added", pipeline.model_copy(update={"edges": added})


def _unordered(graph: Graph) -> Iterator[tuple[str, str]]:
    known = [id for id, task in graph.tasks.items() if task.role != "glue"]
    for one, other in itertools.combinations(known, 2):
        if other not in graph.descendants(one) | graph.ancestors(one):
            yield one, other


def _runs(pipeline: Pipeline) -> Iterator[PipelineChange]:
    for outcome in ("leaves", "any", "listed"):
        if outcome != pipeline.outcome:
            changed = pipeline.model_copy(update={"outcome": outcome})
            yield "outcome", f"{outcome} for {pipeline.outcome}", changed
    for parameter in pipeline.parameters:
        default = parameter.default
        if isinstance(default, Constant):
            other = Constant(value=_other(default.value))
            changed_one = parameter.model_copy(update={"default": other})
            known = tuple(changed_one if p == parameter else p for p in pipeline.parameters)
            yield (
                "parameter",
                f"another default of {parameter.name}",
                pipeline.model_copy(update={"parameters": known}),
            )
