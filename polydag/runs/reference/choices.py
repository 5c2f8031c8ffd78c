"""Which tasks a branch or a gate skips."""

from __future__ import annotations

from pydantic import JsonValue

from polydag.ir.operations import Choose, Gate, Opening
from polydag.runs.reference.dependencies import Dependencies


class UnknownLabelError(ValueError):
    """A branch returned what is none of its labels: the task fails."""


def skipped_by(id: str, result: JsonValue, dependencies: Dependencies) -> frozenset[str]:
    """The tasks that this result of a branch or gate skips, whatever their rules.

    Raises:
        UnknownLabelError: the result is no label.
    """
    operation = dependencies.tasks[id].operation
    if isinstance(operation, Opening):
        return frozenset() if result else _below(id, operation, dependencies)
    if isinstance(operation, Choose):
        return _not_chosen(id, operation, labels_of(result, operation), dependencies)
    return frozenset()


def labels_of(result: JsonValue, operation: Choose) -> tuple[str, ...]:
    """The labels that a result names."""
    if result is None:
        return ()
    many = result if isinstance(result, list) else [result]
    labels = tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in many)
    unknown = [label for label in labels if label not in operation.labels]
    if unknown:
        raise UnknownLabelError(f"`{unknown[0]}` is none of {', '.join(operation.labels)}")
    return labels


def _not_chosen(
    id: str, operation: Choose, labels: tuple[str, ...], dependencies: Dependencies
) -> frozenset[str]:
    """What the other labels start; never what a chosen task leads to."""

    def started(names: tuple[str, ...]) -> set[str]:
        nodes = [node for label in names for node in operation.labels[label]]
        return {root for node in nodes for root in dependencies.roots_of(node, id)}

    chosen = started(labels)
    kept = chosen.union(*(dependencies.graph.descendants(one) for one in chosen))
    skipped = started(tuple(operation.labels)) - kept
    if operation.cascade:
        skipped = skipped.union(*(dependencies.graph.descendants(one) for one in skipped)) - kept
    return frozenset(skipped)


def _below(id: str, gate: Opening, dependencies: Dependencies) -> frozenset[str]:
    graph = dependencies.graph
    return (
        graph.descendants(id)
        if isinstance(gate, Gate) and gate.cascade
        else frozenset(graph.downstream[id])
    )
