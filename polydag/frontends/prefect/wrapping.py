"""Decorators of the author's own below Prefect's: they stay above the function, which is the one that they wrap."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from polydag.syntax.data import FunctionData
from polydag.syntax.scope import Scope


def authors(function: FunctionData) -> FunctionData:
    """The author's function where a decorator gave a function of its own around it."""
    scope: Scope | None = function.scope
    while scope is not None and scope.kind != "module":
        for datum in scope.names.values():
            if isinstance(datum, FunctionData) and datum is not function and datum.decorators:
                return datum
        scope = scope.parent
    return function


def names_read(texts: Iterable[str]) -> Iterator[str]:
    """The names of the module that decorators read."""
    for text in texts:
        for node in ast.walk(ast.parse(text, mode="eval")):
            if isinstance(node, ast.Name) and not hasattr(builtins, node.id):
                yield node.id
