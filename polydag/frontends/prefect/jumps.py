"""What a block of a flow does to the rest of it: where it leaves, which of its variables are read behind it."""

from __future__ import annotations

import ast

_LEAVING = (ast.Return, ast.Break, ast.Continue)


def leaves(block: list[ast.stmt]) -> bool:
    """Whether a block may leave the program before its end other than by a failure."""
    return any(isinstance(inner, _LEAVING) for part in block for inner in ast.walk(part))


def is_read_behind(name: str, block: ast.stmt, tree: ast.Module) -> bool:
    """Whether the function around a block reads a variable behind it."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= block.lineno <= (node.end_lineno or node.lineno)
    ]
    end = block.end_lineno or block.lineno
    return any(
        isinstance(inner, ast.Name)
        and inner.id == name
        and isinstance(inner.ctx, ast.Load)
        and inner.lineno > end
        for node in around[-1:]
        for inner in ast.walk(node)
    )
