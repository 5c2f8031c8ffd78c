"""Scalars that a run needs as numbers: symbolic ones come from assumptions, or from the module's own text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays

Evaluate = Callable[[Symbolic], JsonValue]


class UnknownValueError(ValueError):
    """A value that the run needs is not known; the message says how to supply it."""


@dataclass(frozen=True)
class Known:
    """Answers what a scalar is: `evaluate` asks the worker for an expression's value, or raises."""

    assumed: Mapping[str, JsonValue]
    evaluate: Evaluate

    def number(self, scalar: float | Symbolic) -> float:
        """The number that a scalar stands for.

        Raises:
            UnknownValueError: nobody knows.
        """
        if not isinstance(scalar, Symbolic):
            return scalar
        value = self._value(scalar)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnknownValueError(_unknown(scalar))
        return value

    def delay(self, delays: Delays, retry: int) -> float:
        """The wait before a retry, without jitter."""
        known: dict[str, float] = {"base": float(self.number(delays.base))}
        if delays.cap is not None:
            known["cap"] = float(self.number(delays.cap))
        return delays.model_copy(update=known).at(retry) or 0.0

    def _value(self, scalar: Symbolic) -> JsonValue:
        if scalar.text in self.assumed:
            return self.assumed[scalar.text]
        try:
            found: JsonValue = ast.literal_eval(scalar.text)
        except (ValueError, SyntaxError):
            found = self.evaluate(scalar)
        return found


def _unknown(scalar: Symbolic) -> str:
    names = ", ".join(f"--assume {name}=VALUE" for name in scalar.names or (scalar.text,))
    return f"`{scalar.text}` is only known at run time: {names}"
