"""Loops as they are shown: templates in place of instances, lists of what each iteration made."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.folds import Fold, folded_task
from polydag.backends.airflow.handles import Edges
from polydag.backends.airflow.naming import Scope, plural, stem
from polydag.ir.reads import arguments_of
from polydag.ir.values import FamilyOutput, walk


def shown_flow(flow: Flow, folds: tuple[Fold, ...]) -> Flow:
    """The flow with each loop's members once, where its first instance stood."""
    if not folds:
        return flow
    families = tuple(fold.family for fold in folds)
    by_instance = {id: fold for fold in folds for id in fold.instances}
    tasks = {}
    for task in flow.tasks:
        fold = by_instance.get(task.id)
        if fold is None:
            tasks[task.id] = folded_task(task, families)
        else:
            tasks |= {member.id: member for member in fold.family.members}
    return replace(flow, tasks=tuple(tasks.values()), edges=())


def shown_edges(edges: Edges, folds: tuple[Fold, ...]) -> Edges:
    """The dependencies that stand below the tasks: those of a loop as a whole in place of its instances'."""
    hidden = {id for fold in folds for id in fold.instances}
    plain = tuple(edge for edge in edges if not hidden & set(edge))
    return (*plain, *(edge for fold in folds if not fold.chained for edge in fold.outer))


def edges_inside(folds: tuple[Fold, ...]) -> Edges:
    """The dependencies that need variables although no line below the tasks states them."""
    inner = [edge for fold in folds for edge in fold.inner]
    for fold in folds:
        if fold.chained:
            ends = {id for edge in fold.outer for id in edge} - set(fold.members)
            inner += [(id, id) for id in sorted(ends)]
            inner += [(m, m) for m in fold.members] if fold.group is None else []
    return tuple(inner)


def name_lists(flow: Flow, folds: tuple[Fold, ...], scope: Scope) -> dict[tuple[str, str], str]:
    """The list of each member whose instances are referred to together."""
    found: dict[tuple[str, str], str] = {}
    for fold in folds:
        named = (
            {} if fold.chained else {id for edge in fold.outer for id in edge} & set(fold.members)
        )
        for member in fold.members:
            parameter = _taken_as(fold, member, flow)
            if member in named or parameter is not None:
                wishes = [parameter] if parameter else []
                several = plural(stem(member))
                found[(fold.family.id, member)] = scope.take(*wishes, several, f"{several}_list")
        if fold.chained:
            local = "groups" if fold.group is not None else f"{fold.family.id}_tasks"
            found[(fold.family.id, "")] = scope.take(local, f"{fold.family.id}_list")
    return found


def _taken_as(fold: Fold, member: str, flow: Flow) -> str | None:
    """The parameter under which a reader takes all outputs of a member; the name of the list where there is none."""
    for task in flow.tasks:
        for name, value in arguments_of(task.operation).items():
            for inner in walk(value):
                if isinstance(inner, FamilyOutput) and (inner.family, inner.task) == (
                    fold.family.id,
                    member,
                ):
                    return name
    return None
