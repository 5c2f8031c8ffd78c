"""Branches name ids of tasks: labels of the source that are none are turned into ids by a task of their own."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.legalise.codes import RoutedChoice
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Call, Choose
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import OutputOf

# Rules under which a task waits for all above it, and fails with them.
_PASSING = frozenset({"all_success", "none_failed", "none_failed_min_one_success"})


def route_choices(flow: Flow, work: Work) -> Flow:
    """Every choice returns ids, or has a router behind it that does."""
    for task in flow.tasks:
        if isinstance(task.operation, Choose):
            flow = _with_edges(flow, task, task.operation)
            flow = flow if work.is_own else _without_joins(flow, task, task.operation)
            flow = _routed(flow, task, task.operation, work)
    return flow


def targets_of(operation: Choose, flow: Flow) -> dict[str, tuple[str, ...]]:
    """Airflow's ids of the tasks that each label starts."""
    return {
        label: tuple(flow.addresses.get(id, id) for id in _starts(ids, flow))
        for label, ids in operation.labels.items()
    }


def _starts(ids: tuple[str, ...], flow: Flow) -> tuple[str, ...]:
    """The tasks for ids of tasks, groups and families; of a group those that nothing in it precedes."""
    found: list[str] = []
    for id in ids:
        if id in flow.by_id:
            found.append(id)
            continue
        family = next((n for n in flow.pipeline.nodes if n.kind == "family" and n.id == id), None)
        if family is not None and family.kind == "family":
            inside = [t.id for instance in family.instances for t in instance] or [
                t.id for t in family.members
            ]
        else:
            path = tuple(id.split("."))
            inside = [t.id for t in flow.tasks if t.group[: len(path)] == path]
        found += [t for t in inside if not set(flow.graph.upstream.get(t, ())) & set(inside)]
    return tuple(dict.fromkeys(found))


def is_direct(operation: Choose, flow: Flow) -> bool:
    """Whether what the function returns are ids of tasks or groups already, so that it can be a branch itself."""
    if operation.condition is not None:
        return True
    groups = {
        ".".join(task.group[: depth + 1]) for task in flow.tasks for depth in range(len(task.group))
    }
    return all(
        ids == (label,) or (label in groups and operation.labels[label] == (label,))
        for label, ids in targets_of(operation, flow).items()
    )


def _with_edges(flow: Flow, task: Task, operation: Choose) -> Flow:
    for ids in operation.labels.values():
        for id in _starts(ids, flow):
            if task.id not in flow.graph.upstream[id]:
                flow = replace(flow, edges=(*flow.edges, Edge(upstream=task.id, downstream=id)))
    return flow


def _without_joins(flow: Flow, task: Task, operation: Choose) -> Flow:
    """A branch skips every task directly below it that it does not name, also one that shall run whatever it chooses. Where
    that follows a named task too, its order comes from there."""
    named = {id for ids in operation.labels.values() for id in _starts(ids, flow)}
    joins = {
        id
        for id in flow.graph.downstream[task.id]
        if id not in named
        and named & set(flow.graph.upstream[id])
        and flow.by_id[id].rule in _PASSING
    }
    kept = tuple(e for e in flow.edges if e.upstream != task.id or e.downstream not in joins)
    return replace(flow, edges=kept)


def _routed(flow: Flow, task: Task, operation: Choose, work: Work) -> Flow:
    if is_direct(operation, flow):
        return flow
    name = flow.free_id(f"{task.id.rpartition('.')[2]}_branch")
    work.choosers.add(operation.function)
    labels = targets_of(operation, flow)
    table = {label: ids[0] if len(ids) == 1 else list(ids) for label, ids in labels.items()}
    text = f"def {name}(label):\n    return {work.py(table)}[label]"
    if operation.many:
        lists = work.py({label: list(ids) for label, ids in labels.items()})
        text = f"def {name}(labels):\n    ids = {lists}\n    return [id for label in labels for id in ids[label]]"
    parameter = "labels" if operation.many else "label"
    function = Function(
        name=name, text=text, parameters=(Parameter(name=parameter),), synthesised=True
    )
    chosen = {id for ids in operation.labels.values() for id in _starts(ids, flow)}
    author = task.model_copy(
        update={
            "operation": Call(
                function=operation.function, arguments=operation.arguments, pulls=operation.pulls
            )
        }
    )
    router = Task(
        id=name,
        operation=Choose(
            function=name, arguments={parameter: OutputOf(task=task.id)}, labels=operation.labels
        ),
        role="glue",
        group=task.group,
    )
    work.tell(RoutedChoice(pipeline=flow.pipeline.id, task=task.id, router=name), task)
    edges = tuple(
        edge.model_copy(update={"upstream": name})
        if edge.upstream == task.id and edge.downstream in chosen
        else edge
        for edge in flow.edges
    )
    after = flow.with_task(author).with_function(function)
    at = [t.id for t in after.tasks].index(task.id) + 1
    return Flow(
        after.pipeline,
        (*after.tasks[:at], router, *after.tasks[at:]),
        edges,
        after.functions,
        after.addresses,
    )
