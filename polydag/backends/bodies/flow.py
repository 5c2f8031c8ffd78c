"""Where control goes in a body: ends of blocks, last statements, what certainly runs."""

from __future__ import annotations

import ast

from polydag.syntax.bodies import Body

Block = list[ast.stmt]


def falls_through(block: Block) -> bool:
    """Whether control can reach the end of a block; True where that is not certain."""
    if not block:
        return True
    match block[-1]:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return False
        case ast.If(body=body, orelse=orelse):
            return falls_through(body) or falls_through(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            # A context manager may swallow what is raised, but then nothing was given either.
            return falls_through(body)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=last):
            if last and not falls_through(last):
                return False
            ends = [falls_through([*body, *orelse]), *(falls_through(h.body) for h in handlers)]
            return any(ends)
        case ast.While(test=ast.Constant(value=True)) as loop:
            return any(isinstance(node, ast.Break) for node in ast.walk(loop))
    return True


def is_last(statement: ast.stmt, body: Body) -> bool:
    """Whether the function ends after the statement, whatever way control came there."""
    current: ast.AST = statement
    while current is not body.node:
        parent = body.parent(current)
        if parent is None or isinstance(parent, ast.For | ast.AsyncFor | ast.While):
            return False
        if not _ends(current, parent):
            return False
        current = parent
    return True


def _ends(child: ast.AST, parent: ast.AST) -> bool:
    """Whether a child is the last thing that its parent runs."""
    if isinstance(parent, ast.Try):
        if parent.finalbody and child not in parent.finalbody:
            return False
        if child in parent.body and parent.orelse:
            return False
    if isinstance(child, ast.ExceptHandler | ast.match_case):
        return True
    blocks = (getattr(parent, name, None) for name in ("body", "orelse", "finalbody"))
    return any(isinstance(block, list) and block and block[-1] is child for block in blocks)


def certainly_runs(statement: ast.stmt, body: Body) -> bool:
    """Whether the statement runs once in every run of the function that does not fail before it.

    It stands at the top of the body, or in `with` blocks there.
    """
    current: ast.AST = statement
    while (parent := body.parent(current)) is not body.node:
        if not isinstance(parent, ast.With | ast.AsyncWith):
            return False
        current = parent
    return True


def own_returns(body: Body) -> list[ast.Return]:
    """The returns of the function itself, in source order."""
    returns = (node for node in body.walk() if isinstance(node, ast.Return))
    return [node for node in returns if body.owner(node) is body.node]


def is_pure(expression: ast.expr | None) -> bool:
    """Whether evaluating an expression does nothing but give its value."""
    if expression is None:
        return True
    calls = [node for node in ast.walk(expression) if isinstance(node, ast.Call)]
    effects = any(isinstance(node, _EFFECTS) for node in ast.walk(expression))
    return not effects and all(_is_pure_call(call) for call in calls)


def _is_pure_call(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in _PURE


_EFFECTS = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
# Builtins that only make a value; what they call on the user's objects is expected to do nothing else.
_PURE = frozenset(
    (
        "bool",
        "dict",
        "float",
        "int",
        "len",
        "list",
        "max",
        "min",
        "repr",
        "round",
        "set",
        "sorted",
        "str",
        "sum",
        "tuple",
    )
)
