"""The rule tables of the evaluator: one function per kind of node."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from polydag.syntax.data import Datum
from polydag.syntax.flow import Signal
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

# A rule takes the node type it is registered for, which no mapping type can say.
Expression: TypeAlias = Callable[["Evaluator", Any, Scope], Datum]
Statement: TypeAlias = Callable[["Evaluator", Any, Scope], Signal | None]

EXPRESSIONS: dict[type[ast.AST], Expression] = {}
STATEMENTS: dict[type[ast.AST], Statement] = {}

_E = TypeVar("_E", bound=Callable[..., Datum])
_S = TypeVar("_S", bound=Callable[..., Signal | None])


class Listener(Protocol):
    """Walks a body's statements with the evaluator."""

    def before(self, statement: ast.stmt, scope: Scope) -> None: ...

    def after(self, statement: ast.stmt, scope: Scope) -> None: ...


def evaluates(*nodes: type[ast.expr]) -> Callable[[_E], _E]:
    """Register the rule for kinds of expression."""

    def register(rule: _E) -> _E:
        for node in nodes:
            if node in EXPRESSIONS:
                raise ValueError(f"two rules evaluate {node.__name__}")
            EXPRESSIONS[node] = rule
        return rule

    return register


def executes(*nodes: type[ast.stmt]) -> Callable[[_S], _S]:
    """Register the rule for kinds of statement."""

    def register(rule: _S) -> _S:
        for node in nodes:
            if node in STATEMENTS:
                raise ValueError(f"two rules execute {node.__name__}")
            STATEMENTS[node] = rule
        return rule

    return register
