"""Functions of Python and its standard library that building code calls: one rule set, filled by the `builtins_…` files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

Builtin: TypeAlias = Callable[["Evaluator", CallSite], Datum | None]
"""Computes a call; None where the result is not known."""

BUILTINS: dict[str, Builtin] = {}

_B = TypeVar("_B", bound=Callable[..., Datum | None])


def computes(*qualified: str) -> Callable[[_B], _B]:
    """Register the rule under qualified names."""

    def register(rule: _B) -> _B:
        for name in qualified:
            if name in BUILTINS:
                raise ValueError(f"two rules compute {name}")
            BUILTINS[name] = rule
        return rule

    return register
