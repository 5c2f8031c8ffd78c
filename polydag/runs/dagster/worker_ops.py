"""Walking the ops of a Dagster job."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg
from dagster._core.definitions.dependency import NodeHandle


def ops(definition: dg.JobDefinition) -> Iterator[tuple[NodeHandle, dg.OpDefinition]]:
    """Yield every op of a job with its handle, those inside graphs too."""
    yield from _walk(definition.graph, None)


def _walk(
    graph: dg.GraphDefinition, parent: NodeHandle | None
) -> Iterator[tuple[NodeHandle, dg.OpDefinition]]:
    for node in graph.nodes:
        handle = NodeHandle(node.name, parent)
        if isinstance(node.definition, dg.GraphDefinition):
            yield from _walk(node.definition, handle)
        else:
            yield handle, node.definition
