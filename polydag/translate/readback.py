"""Reads emitted code back with the target's own reader and holds its dependencies against the plan, one by one.

Green runs do not show a lost dependency (`a >> [b >> c, c]` loses `a >> b`), so they are compared as edges.
"""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.contract import Emission, PipelinePlan
from polydag.diagnostics import Collector, Diagnostic
from polydag.engines import EngineVersion, engines
from polydag.frontends.contract import Frontend, reader_of
from polydag.ir.graph import Graph, graph_of
from polydag.ir.pipeline import Module, Pipeline
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project
from polydag.translate.codes import DependencyInvented, DependencyNotWritten, NotReadBack

Edge = tuple[str, str]


def read_back(
    emitted: SourceModule, module: Module, emission: Emission, target: EngineVersion
) -> Iterator[Diagnostic]:
    """What the emitted module says otherwise than its plan."""
    reader: Frontend = engines()[target.engine].load_reader().FRONTEND
    reader = reader_of(reader, target.version)
    found = reader.read(emitted, Project(()), Collector(), graph_only=True)
    pipelines = {pipeline.address or pipeline.id: pipeline for pipeline in found.pipelines}
    for plan in emission.pipelines:
        pipeline = pipelines.get(plan.address)
        if pipeline is None:
            yield NotReadBack(
                pipeline=plan.id, target=target.key, reason=f"no `{plan.address}` was found in it"
            )
        else:
            yield from _compare(plan, pipeline, _pulled(module, plan.id), target.key)


def _pulled(module: Module, pipeline: str) -> frozenset[Edge]:
    """Outputs that bodies of the source read by themselves: the code may order what it passes on."""
    [source] = [known for known in module.pipelines if known.id == pipeline]
    references = graph_of(source).references
    return frozenset((upstream, id) for id, read in references.items() for upstream in read)


def _compare(
    plan: PipelinePlan, found: Pipeline, pulled: frozenset[Edge], target: str
) -> Iterator[Diagnostic]:
    ids = _ids_by_address(plan)
    graph = graph_of(found)
    names = {
        task.id: ids[address]
        for task in graph.tasks.values()
        if (address := _address(task.origin)) in ids
    }
    placed = {id for id, place in plan.placements.items() if place.how in ("task", "check")}
    absent = placed - set(names.values())
    if absent:
        reason = f"`{min(absent)}` was not found in it"
        yield NotReadBack(pipeline=plan.id, target=target, reason=reason)
        return
    edges = _contracted(graph, names)
    known = _closure(plan.edges | plan.emulated | pulled)
    for upstream, downstream in sorted(_between(plan.edges, placed) - _closure(edges)):
        yield DependencyNotWritten(
            pipeline=plan.id, task=downstream, upstream=upstream, target=target
        )
    for upstream, downstream in sorted(edges - known):
        yield DependencyInvented(
            pipeline=plan.id, task=downstream, upstream=upstream, target=target
        )


def _between(edges: frozenset[Edge], placed: set[str]) -> set[Edge]:
    """The planned order between tasks that can be found again; what polydag made itself is passed through."""
    return {edge for edge in _closure(edges) if placed.issuperset(edge)}


def _ids_by_address(plan: PipelinePlan) -> dict[str, str]:
    return {
        place.address: id for id, place in plan.placements.items() if place.how in ("task", "check")
    }


def _address(origin: object) -> str:
    return str(getattr(origin, "address", "")).partition("@")[0]


def _contracted(graph: Graph, names: dict[str, str]) -> set[Edge]:
    """Edges between the source's tasks, those that polydag added in between passed through."""
    return {
        (names[above], names[id])
        for id in names
        for above in _above(graph, id, names)
        if names[above] != names[id]
    }


def _above(graph: Graph, id: str, names: dict[str, str]) -> set[str]:
    found: set[str] = set()
    open_ids = [*graph.upstream[id], *graph.references[id]]
    while open_ids:
        above = open_ids.pop()
        if above in names:
            found.add(above)
        else:
            open_ids.extend(graph.upstream[above])
    return found


def _closure(edges: frozenset[Edge] | set[Edge]) -> set[Edge]:
    below: dict[str, set[str]] = {}
    for upstream, downstream in edges:
        below.setdefault(upstream, set()).add(downstream)
    closed: set[Edge] = set()
    for start in below:
        open_ids, seen = list(below[start]), set[str]()
        while open_ids:
            id = open_ids.pop()
            if id not in seen:
                seen.add(id)
                open_ids.extend(below.get(id, ()))
        closed |= {(start, id) for id in seen}
    return closed
