"""The plan: where a pipeline, its tasks and its dependencies are found in the emitted code."""

from __future__ import annotations

from polydag.backends.airflow.draw import Drawing
from polydag.backends.airflow.texts import Text, placement
from polydag.backends.contract import PipelinePlan
from polydag.ir.graph import graph_of
from polydag.ir.tasks import Placement


def plan(drawing: Drawing, texts: dict[str, Text]) -> PipelinePlan:
    """Where everything of the source's pipeline is."""
    flow = drawing.whole
    source = graph_of(flow.pipeline)
    placements: dict[str, Placement] = {}
    for id in source.tasks:
        task = flow.by_id[id]
        function = flow.functions.get(getattr(task.operation, "function", ""))
        text = texts.get(function.name) if function is not None else None
        placements[id] = placement(flow.addresses.get(id, id), task, function, text)
    stated = _contracted(drawing, frozenset(placements))
    wanted = {(above, id) for id, uppers in source.upstream.items() for above in uppers}
    return PipelinePlan(
        id=flow.pipeline.id,
        address=flow.pipeline.id,
        placements=placements,
        edges=frozenset(stated),
        emulated=frozenset(wanted - stated),
    )


def _contracted(drawing: Drawing, ids: frozenset[str]) -> set[tuple[str, str]]:
    """Dependencies as written, those through tasks that were added passed on."""
    upstream = drawing.whole.graph.upstream
    found: set[tuple[str, str]] = set()
    for id in ids:
        open_ids, seen = list(upstream[id]), set[str]()
        while open_ids:
            above = open_ids.pop()
            if above in seen:
                continue
            seen.add(above)
            if above in ids:
                found.add((above, id))
            else:
                open_ids += upstream[above]
    return found
