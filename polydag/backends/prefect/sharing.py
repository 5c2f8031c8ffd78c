"""Bodies that change a value which other tasks are given too: in a flow they all hold the same object."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from polydag.backends.prefect.codes import SharedChange
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.ir.reads import arguments_of
from polydag.ir.values import OutputOf, walk

# Methods of lists, dicts and sets that change them in place.
_CHANGING = frozenset(
    {
        *("add", "append", "clear", "difference_update", "discard", "extend", "insert"),
        *("intersection_update", "pop", "popitem", "remove", "reverse", "setdefault", "sort"),
        *("symmetric_difference_update", "update"),
    }
)


def shared_changes(module: Module, graph: Graph) -> Iterator[SharedChange]:
    """What to tell: a task that changes an argument, and another one, not above it, that is given the same output."""
    if module.engine == "prefect":
        return
    readers = _readers(graph)
    for id, task in graph.tasks.items():
        function = module.functions.get(getattr(task.operation, "function", ""))
        if function is None:
            continue
        changed = changed_parameters(function.text)
        for name, value in arguments_of(task.operation).items():
            if name not in changed or not isinstance(value, OutputOf):
                continue
            above = graph.ancestors(id)
            others = [one for one in readers[value.task, value.output] if one not in {id, *above}]
            if others:
                yield SharedChange(task=id, argument=name, other=others[0])


def changed_parameters(text: str) -> frozenset[str]:
    """The parameters of a function that its body changes in place, unless the name is given another value there."""
    [definition] = ast.parse(text).body
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    given = definition.args
    parameters = {arg.arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    nodes = [node for statement in definition.body for node in ast.walk(statement)]
    rebound = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    augmented = {
        node.target.id
        for node in nodes
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    found = {name for node in nodes for name in _changed(node)}
    return frozenset(parameters & found - (rebound - augmented))


def _readers(graph: Graph) -> dict[tuple[str, str], list[str]]:
    """The tasks that are given each output."""
    found: dict[tuple[str, str], list[str]] = {}
    for id, task in graph.tasks.items():
        values = [*arguments_of(task.operation).values()]
        values += task.mapping.over.values() if task.mapping is not None else ()
        for value in values:
            for part in walk(value):
                if isinstance(part, OutputOf):
                    found.setdefault((part.task, part.output), []).append(id)
    return found


def _changed(node: ast.AST) -> Iterator[str]:
    """The names whose value a node changes in place."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr in _CHANGING:
            yield name
        case (
            ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del())
            | ast.Attribute(value=ast.Name(id=name), ctx=ast.Store() | ast.Del())
            | ast.AugAssign(target=ast.Name(id=name))
        ):
            yield name
