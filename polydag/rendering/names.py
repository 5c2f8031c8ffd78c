"""Which names a module's text reads, to tell which of its imports are needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def names_used(tree: ast.AST) -> frozenset[str]:
    """Every name that the tree reads or exports: names, names in quoted annotations, entries of `__all__`."""
    found: set[str] = set()
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
            continue
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                todo += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, _NAMELESS):
                todo.append(value)
        if isinstance(node, _MAY_QUOTE):
            for place in _quoting(node):
                found.update(_quoted(place))
    return frozenset(found)


# Nodes below which no name stands.
_NAMELESS = (ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.boolop)
# Nodes of which a part may be code in a string.
_MAY_QUOTE = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.arg,
    ast.AnnAssign,
    ast.Call,
    ast.Assign,
)


def _quoting(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node in which a string may be code."""
    match node:
        case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if returns:
            yield returns
        case ast.arg(annotation=annotation) if annotation:
            yield annotation
        case ast.AnnAssign(annotation=annotation):
            yield annotation
        case ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[first, *_]):
            yield first
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            yield value


def _quoted(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                inner = ast.parse(node.value.strip(), mode="eval")
            except (SyntaxError, ValueError):
                continue
            yield from (name.id for name in ast.walk(inner) if isinstance(name, ast.Name))
