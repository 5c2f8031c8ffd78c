"""Syntax trees of texts, parsed once, and the way through them. A tree is shared by all who ask for its text: never altered."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from functools import lru_cache

# Fields that never hold an expression or a statement: a walk that leaves them out takes half the time.
_FLAT = frozenset({"ctx", "op", "ops", "id", "attr", "kind", "type_comment", "level", "conversion"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class _Fields(dict[type[ast.AST], tuple[str, ...]]):
    """The fields of each kind of node that may hold nodes, found when the first of its kind is met."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        names = () if issubclass(kind, ast.Constant) else kind._fields
        self[kind] = tuple(name for name in names if name not in _FLAT)
        return self[kind]


FIELDS = _Fields()


@lru_cache(maxsize=512)
def parsed(text: str) -> ast.Module:
    """The tree of a text.

    Raises:
        SyntaxError: the text is not Python.
    """
    return ast.parse(text)


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes directly below, in source order; contexts and operators, which say nothing of names, are left out."""
    found: list[ast.AST] = []
    for name in FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
    return found


def nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all below it, level by level as `ast.walk` gives them, without contexts and operators."""
    todo = deque([node])
    while todo:
        current = todo.popleft()
        for name in FIELDS[type(current)]:
            value = getattr(current, name, None)
            if isinstance(value, ast.AST):
                todo.append(value)
            elif isinstance(value, list):
                todo.extend([item for item in value if isinstance(item, ast.AST)])
        yield current


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes below `scope` that run in it: nested functions and classes are given, but not entered."""
    for child in children(scope):
        yield child
        if not isinstance(child, _SCOPES):
            yield from own_nodes(child)
