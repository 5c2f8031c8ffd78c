"""Which of its parameters a body changes in place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Methods of lists, dicts and sets that change them in place.
_CHANGING = frozenset(
    {
        *("add", "append", "clear", "difference_update", "discard", "extend", "insert"),
        *("intersection_update", "pop", "popitem", "remove", "reverse", "setdefault", "sort"),
        *("symmetric_difference_update", "update"),
    }
)


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
