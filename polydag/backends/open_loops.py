"""Loops over what is only known when the code runs: two iterations stand for all, so that nothing hangs on their number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from polydag.backends.contract import PipelinePlan
from polydag.backends.symbols import BUILTIN, free_names
from polydag.ir.expand import expanded
from polydag.ir.operations import Opaque
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.reads import arguments_of, outputs_read
from polydag.ir.replacing import Change, replaced, with_values
from polydag.ir.tasks import Edge, Family, Node, Task
from polydag.ir.values import Code, FamilyOutput, Items, OutputOf, Value

# Ends the id of a task in the second iteration, and of a task as the loop's body names it.
_NEXT, _BODY = "#next", "#"


def open_families(pipeline: Pipeline) -> tuple[Family, ...]:
    """The loops whose iterations nobody knows while the code is written."""
    return tuple(n for n in pipeline.nodes if isinstance(n, Family) and n.bindings is None)


def unreadable(module: Module, pipeline: Pipeline) -> frozenset[str]:
    """The open loops that run over what reads names which nothing in the module defines."""
    bound = {name for part in module.prelude for name in part.defines} | set(module.functions)
    return frozenset(
        family.id
        for family in open_families(pipeline)
        if not isinstance(family.over, Code) or free_names(family.over.text) - bound - BUILTIN
    )


def is_next(id: str) -> bool:
    """Whether a task stands for the second iteration, which stands for all others."""
    return id.endswith(_NEXT)


def written_id(id: str) -> str:
    """The id of a task in whichever iteration."""
    return id.removesuffix(_NEXT).removesuffix(_BODY)


def doubled(module: Module) -> Module:
    """The module with two iterations of every open loop."""
    if not any(open_families(pipeline) for pipeline in module.pipelines):
        return module
    return module.model_copy(update={"pipelines": tuple(map(_doubled, module.pipelines))})


def refused(module: Module, families: Mapping[str, frozenset[str]]) -> Module:
    """The module with tasks that raise in place of what the loops build; `families` are their ids by pipeline."""
    pipelines = tuple(_refused(p, families.get(p.id, frozenset())) for p in module.pipelines)
    return module.model_copy(update={"pipelines": pipelines})


def planned(plan: PipelinePlan) -> PipelinePlan:
    """The plan by the tasks as they are written once."""
    return replace(
        plan,
        placements={id: place for id, place in plan.placements.items() if not is_next(id)},
        edges=_once_each(plan.edges),
        emulated=_once_each(plan.emulated),
    )


def _once_each(edges: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """The dependencies between tasks as they are written; one of a task on itself is between iterations."""
    found = {(written_id(up), written_id(down)) for up, down in edges}
    return frozenset((up, down) for up, down in found if up != down)


def _doubled(pipeline: Pipeline) -> Pipeline:
    families = open_families(pipeline)
    if not families:
        return pipeline
    homes = {member.id: family for family in families for member in family.members}
    made = {family.id: _twice(family) for family in families}
    bodies = {(f.id, member.id): member.id + _BODY for f in families for member in f.members}
    pipeline = with_nodes(pipeline, lambda value: _of_body(value, bodies))
    flat = expanded(pipeline).edges
    edges = [new for edge in flat for new in _edges(edge, homes)]
    for family in families:
        edges += _between(family, flat) if family.order == "chain" else ()
    nodes = tuple(made.get(node.id, node) for node in pipeline.nodes)
    return pipeline.model_copy(update={"nodes": nodes, "edges": tuple(dict.fromkeys(edges))})


def _twice(family: Family) -> Family:
    update = {
        "instances": (family.members, _named(family, _NEXT)),
        "members": _named(family, _BODY),
        "ids": {id + _BODY: text for id, text in family.ids.items()},
    }
    return family.model_copy(update=update)


def _named(family: Family, ending: str) -> tuple[Task, ...]:
    """The tasks of an iteration, which refer to each other."""
    own = {member.id for member in family.members}

    def change(value: Value) -> Value | None:
        if isinstance(value, OutputOf) and value.task in own:
            return value.model_copy(update={"task": value.task + ending})
        return None

    return tuple(
        with_values(member, change).model_copy(update={"id": member.id + ending})
        for member in family.members
    )


def _of_body(value: Value, bodies: Mapping[tuple[str, str], str]) -> Value | None:
    if isinstance(value, FamilyOutput) and (value.family, value.task) in bodies:
        return value.model_copy(update={"task": bodies[value.family, value.task]})
    return None


def with_nodes(pipeline: Pipeline, change: Change) -> Pipeline:
    """The pipeline with what its tasks, outside of open loops, are given changed."""
    nodes = tuple(
        with_values(node, change) if isinstance(node, Task) else node for node in pipeline.nodes
    )
    returns = None if pipeline.returns is None else replaced(pipeline.returns, change)
    return pipeline.model_copy(update={"nodes": nodes, "returns": returns})


def _edges(edge: Edge, homes: Mapping[str, Family]) -> Iterator[Edge]:
    """The dependency for both iterations of the loops that its ends stand in."""
    one, other = homes.get(edge.upstream), homes.get(edge.downstream)
    ups, downs = _ends(edge.upstream, one), _ends(edge.downstream, other)
    if one is not None and one is other:
        pairs = list(zip(ups, downs, strict=True))
    else:
        # Of a chain the first iteration waits for what stands before it, and the last one is waited for.
        downs = downs[:1] if other is not None and other.order == "chain" else downs
        ups = ups[-1:] if one is not None and one.order == "chain" else ups
        pairs = [(up, down) for up in ups for down in downs]
    for up, down in pairs:
        yield edge.model_copy(update={"upstream": up, "downstream": down})


def _ends(id: str, family: Family | None) -> list[str]:
    return [id] if family is None else [id, id + _NEXT]


def _between(family: Family, edges: tuple[Edge, ...]) -> Iterator[Edge]:
    """The dependencies of an iteration on the one before."""
    firsts, lasts = ends_of(family, edges)
    for up in lasts:
        for down in firsts:
            yield Edge(upstream=up, downstream=down + _NEXT)


def ends_of(family: Family, edges: tuple[Edge, ...]) -> tuple[list[str], list[str]]:
    """The members that begin an iteration and those that end it."""
    ids = [member.id for member in family.members]
    inner = [(e.upstream, e.downstream) for e in edges if {e.upstream, e.downstream} <= set(ids)]
    for member in family.members:
        inner += [(output, member.id) for output in _read(member) if output in ids]
    firsts = [id for id in ids if not any(down == id for _, down in inner)]
    return firsts, [id for id in ids if not any(up == id for up, _ in inner)]


def _read(task: Task) -> list[str]:
    return [output.task for output in outputs_read(task)]


def _refused(pipeline: Pipeline, families: frozenset[str]) -> Pipeline:
    if not families:
        return pipeline
    nodes: list[Node] = []
    for node in pipeline.nodes:
        if isinstance(node, Family) and node.id in families:
            nodes += [_raising(member) for member in node.members]
        else:
            nodes.append(node)
    update = {"nodes": tuple(nodes), "edges": expanded(pipeline).edges}
    return with_nodes(pipeline.model_copy(update=update), lambda value: _once(value, families))


def _once(value: Value, families: frozenset[str]) -> Value | None:
    """What a loop that is refused would have made stands there once."""
    if isinstance(value, FamilyOutput) and value.family in families:
        return Items(items=(OutputOf(task=value.task, output=value.output),))
    return None


def _raising(task: Task) -> Task:
    """A task that raises once all is done that it waits for."""
    kept = task.operation.source if isinstance(task.operation, Opaque) else ""
    taken = {
        name: value
        for name, value in arguments_of(task.operation).items()
        if isinstance(value, OutputOf)
    }
    what = task.source or "what the loop makes"
    operation = Opaque(class_name=what, source=kept, arguments=taken)
    return task.model_copy(update={"operation": operation, "mapping": None, "native": None})
