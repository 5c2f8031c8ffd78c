"""Which code between tasks only computes with what it reads."""

from __future__ import annotations

import ast

from polydag.syntax.data import Unknown

_PURE_CALLS = frozenset(
    {
        "abs",
        "all",
        "any",
        "bool",
        "dict",
        "divmod",
        "enumerate",
        "float",
        "format",
        "frozenset",
        "int",
        "isinstance",
        "len",
        "list",
        "max",
        "min",
        "pow",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
        "zip",
    }
)
_PURE_METHODS = frozenset(
    {
        "capitalize",
        "copy",
        "count",
        "date",
        "difference",
        "endswith",
        "format",
        "get",
        "index",
        "intersection",
        "isoformat",
        "items",
        "join",
        "keys",
        "lower",
        "lstrip",
        "replace",
        "rsplit",
        "rstrip",
        "split",
        "splitlines",
        "startswith",
        "strftime",
        "strip",
        "title",
        "total_seconds",
        "union",
        "upper",
        "values",
    }
)


def is_cheap(datum: Unknown) -> bool:
    """Whether an expression only computes with what it reads, so that it can be repeated wherever it is read."""
    try:
        tree = ast.parse(datum.text, mode="eval")
    except SyntaxError:
        return False
    return all(_is_pure(node) for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Await))


def _is_pure(node: ast.Call | ast.Await) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in _PURE_CALLS
        case ast.Call(func=ast.Attribute(attr=method)):
            return method in _PURE_METHODS
    return False
