"""Outputs that may be left out: ops that only route become choices, and what takes a list of them waits for any."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from polydag.frontends.dagster.graph import Invocation, declared_outputs, left_out
from polydag.ir.functions import Function
from polydag.ir.graph import graph_of
from polydag.ir.operations import Call, Choose
from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import arguments_of, outputs_read
from polydag.ir.tasks import Edge, Task
from polydag.ir.values import Items, OutputOf, walk
from polydag.syntax.data import FunctionData
from polydag.syntax.trees import children


def routing(invocations: list[Invocation]) -> frozenset[str]:
    """The ids of ops that only route: all of their outputs are optional, one is given, and nobody takes a value of it."""
    read = {
        (inner.task, inner.output)
        for invocation in invocations
        for value in invocation.arguments.values()
        for inner in walk(value)
        if isinstance(inner, OutputOf)
    }
    taken = {id(i.op.function) for i in invocations if any(task == i.id for task, _ in read)}
    return frozenset(
        i.id
        for i in invocations
        if len(left_out(i.op)) == len(declared_outputs(i.op)) > 1
        and (id(i.op.function) not in taken or all(o.nothing for o in declared_outputs(i.op)))
        and gives_one(i.op.function)
    )


def gives_one(function: FunctionData) -> bool:
    """Whether a generator gives one output at most, whatever way control takes."""
    if isinstance(function.node, ast.Lambda):
        return True
    ended, through = _given(function.node.body)
    return max(ended, through or 0) <= 1


def _given(block: list[ast.stmt]) -> tuple[int, int | None]:
    """The most outputs that are given on a way that ends the function, and on one through the block (None: there is none)."""
    ended, through = 0, 0
    for statement in block:
        if isinstance(statement, ast.Return | ast.Raise):
            return max(ended, through), None
        if isinstance(statement, ast.If):
            ways = [_given(statement.body), _given(statement.orelse)]
            ended = max(ended, *(through + way[0] for way in ways))
            open_ways = [way[1] for way in ways if way[1] is not None]
            if not open_ways:
                return ended, None
            through += max(open_ways)
        else:
            many = 2 if isinstance(statement, ast.For | ast.While) else 1
            through += many * sum(isinstance(node, ast.Yield) for node in _inside(statement))
    return ended, through


def _inside(node: ast.AST) -> Iterable[ast.AST]:
    yield node
    for child in children(node):
        yield from _inside(child)


def with_optional(
    pipeline: Pipeline, invocations: list[Invocation], functions: dict[str, Function]
) -> Pipeline:
    """The pipeline with choices for ops that route, and with edges and rules that know which outputs may be left out."""
    routes = routing(invocations)
    nodes = {node.id: node for node in pipeline.nodes if isinstance(node, Task)}
    for id in routes:
        nodes[id] = _choice(nodes[id], nodes, invocations)
    optional = {
        id: functions[task.operation.function].optional
        for id, task in nodes.items()
        if isinstance(task.operation, Call) and len(functions[task.operation.function].outputs) > 1
    }
    edges = tuple(_edges(invocations, optional))
    changed = pipeline.model_copy(update={"nodes": tuple(nodes.values()), "edges": edges})
    skipped = _may_be_skipped(changed, functions)
    lists = {
        i.id: [*(w for w in i.waits if len(w) > 1), *_given_lists(nodes[i.id])]
        for i in invocations
        if nodes[i.id].rule == "all_success"
    }
    joining = {
        id
        for id, found in lists.items()
        if any(task in skipped or o in optional.get(task, ()) for one in found for task, o in one)
    }
    joined = tuple(_joined(task) if id in joining else task for id, task in nodes.items())
    return changed.model_copy(update={"nodes": joined})


def _joined(task: Task) -> Task:
    """A task that runs as soon as one of a list of outputs was given, and takes those that were."""
    given = {
        name: value.model_copy(update={"shape": "present"})
        if isinstance(value, Items) and all(isinstance(item, OutputOf) for item in value.items)
        else value
        for name, value in arguments_of(task.operation).items()
    }
    changed = task.operation.model_copy(update={"arguments": given})
    rule = "none_failed_min_one_success"
    return task.model_copy(update={"operation": changed, "rule": rule})


def _choice(task: Task, nodes: dict[str, Task], invocations: list[Invocation]) -> Task:
    """An op that routes as a choice of what its outputs start."""
    invocation = next(i for i in invocations if i.id == task.id)
    routes = {
        output.name: _routed(task.id, output.name, nodes, invocations)
        for output in declared_outputs(invocation.op)
    }
    assert isinstance(task.operation, Call)
    operation = Choose(
        function=task.operation.function, arguments=task.operation.arguments, labels=routes
    )
    return task.model_copy(update={"operation": operation})


def _routed(
    id: str, output: str, nodes: dict[str, Task], invocations: list[Invocation]
) -> tuple[str, ...]:
    """The tasks that run only when the output is given."""
    by_data = [
        task.id
        for task in nodes.values()
        if any(
            isinstance(value, OutputOf) and (value.task, value.output) == (id, output)
            for value in arguments_of(task.operation).values()
        )
    ]
    by_order = [i.id for i in invocations if (id, output) in i.after]
    return tuple(dict.fromkeys((*by_data, *by_order)))


def _edges(invocations: list[Invocation], optional: dict[str, tuple[str, ...]]) -> Iterable[Edge]:
    return {
        Edge(
            upstream=task,
            downstream=invocation.id,
            output=output if output in optional.get(task, ()) else None,
        ): None
        for invocation in invocations
        for task, output in invocation.after
    }


def _may_be_skipped(pipeline: Pipeline, functions: dict[str, Function]) -> frozenset[str]:
    """Tasks that may be skipped although nothing failed."""
    graph = graph_of(pipeline)
    found: set[str] = set()
    for id in graph.order:
        task = graph.tasks[id]
        function = functions.get(getattr(task.operation, "function", ""))
        itself = function is not None and function.may_skip
        chosen = any(
            id in ids
            for up in graph.upstream[id]
            if isinstance(choose := graph.tasks[up].operation, Choose)
            for ids in choose.labels.values()
        )
        reads = any(
            one.output in functions[name].optional
            for one in outputs_read(task)
            if (name := getattr(graph.tasks[one.task].operation, "function", "")) in functions
        )
        waits = any(edge.downstream == id and edge.output for edge in pipeline.edges)
        if itself or chosen or reads or waits or found & set(graph.upstream[id]):
            found.add(id)
    return frozenset(found)


def _given_lists(task: Task) -> list[tuple[tuple[str, str], ...]]:
    """The lists of outputs that a task is given."""
    return [
        tuple((o.task, o.output) for o in walk(value) if isinstance(o, OutputOf))
        for value in arguments_of(task.operation).values()
        if value.kind == "items"
    ]
