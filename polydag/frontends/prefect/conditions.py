"""Retry conditions that say no more than which exceptions are worth another attempt."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polydag.ir.policies import worth_retrying
from polydag.syntax.data import FunctionData

_ANY = frozenset({"Exception", "BaseException"})
_ARGUMENTS = 3


@dataclass(frozen=True)
class Worth:
    """Exceptions that are retried (all, without any) and those that never are, as the author names them."""

    only_on: tuple[str, ...] = ()
    never_on: tuple[str, ...] = ()


def worth_of(function: FunctionData) -> Worth | None:
    """What a condition `(task, task_run, state)` says; None where it looks at more than the kind of the exception."""
    node = function.node
    if isinstance(node, ast.Lambda):
        return _tested(node.body, node.args, {})
    if len(node.args.args) != _ARGUMENTS:
        return None
    match _without_docstring(node.body):
        case [ast.Try(body=tried, handlers=handlers, orelse=[], finalbody=[]), *rest]:
            return _caught(tried, handlers, rest, node.args)
        case [ast.Assign(targets=[ast.Name(id=name)], value=value), ast.Return(value=test)]:
            return None if test is None else _tested(test, node.args, {name: value})
        case [ast.Return(value=ast.expr() as test)]:
            return _tested(test, node.args, {})
        case _:
            return None


def _without_docstring(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return list(rest)
        case _:
            return list(body)


def _caught(
    tried: Sequence[ast.stmt],
    handlers: Iterable[ast.ExceptHandler],
    rest: Sequence[ast.stmt],
    arguments: ast.arguments,
) -> Worth | None:
    """`try: state.result()`, then an answer per kind of exception."""
    match tried:
        case [ast.Expr(value=value), *_] if _is_result(value, arguments):
            answers = [(_types(handler.type), _answer(handler.body)) for handler in handlers]
        case _:
            return None
    default = _answer(rest) if rest else False
    kinds: list[tuple[tuple[str, ...], bool]] = []
    for types, answer in answers:
        if types is None or answer is None:
            return None
        if not types:
            default = answer
            break
        kinds.append((types, answer))
    worth = None if default is None else worth_retrying(kinds, default)
    return None if worth is None else Worth(*worth)


def _types(node: ast.expr | None) -> tuple[str, ...] | None:
    """The exceptions of a handler or an `isinstance`: none for every exception, None for what is no name."""
    if node is None:
        return ()
    nodes = node.elts if isinstance(node, ast.Tuple) else [node]
    if not all(isinstance(one, ast.Name | ast.Attribute) for one in nodes):
        return None
    names = tuple(ast.unparse(one) for one in nodes)
    return () if _ANY & set(names) else names


def _answer(body: Sequence[ast.stmt]) -> bool | None:
    match body:
        case [ast.Return(value=ast.Constant(value=bool() as answer))]:
            return answer
        case _:
            return None


def _is_result(node: ast.expr, arguments: ast.arguments, raises: bool = True) -> bool:
    """`state.result()`, or `state.result(raise_on_failure=False)`."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=state), attr="result"),
            args=[],
            keywords=keywords,
        ) if len(arguments.args) == _ARGUMENTS and state == arguments.args[2].arg:
            told = {k.arg: ast.unparse(k.value) for k in keywords}
            return told == ({} if raises else {"raise_on_failure": "False"})
        case _:
            return False


def _tested(test: ast.expr, arguments: ast.arguments, bound: dict[str, ast.expr]) -> Worth | None:
    """`isinstance(error, X) and not isinstance(error, Y)`."""
    parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
    yes: list[str] = []
    no: list[str] = []
    for part in parts:
        is_not = isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not)
        types = _instance(part.operand if isinstance(part, ast.UnaryOp) else part, arguments, bound)
        if not types or (yes and not is_not):
            return None
        (no if is_not else yes).extend(types)
    return Worth(tuple(yes), tuple(no))


def _instance(
    node: ast.expr, arguments: ast.arguments, bound: dict[str, ast.expr]
) -> tuple[str, ...] | None:
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[error, types], keywords=[]):
            given = bound.get(error.id, error) if isinstance(error, ast.Name) else error
            return _types(types) if _is_result(given, arguments, raises=False) else None
        case _:
            return None
