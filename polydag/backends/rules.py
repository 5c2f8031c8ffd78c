"""Rule sets for writing: an operation's type is the key of exactly one rule, which declares its support."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from polydag.backends.contract import Support
from polydag.ir.model import Frozen

Rule = TypeVar("Rule", bound=Callable[..., object])


class LoweringRules(Generic[Rule]):
    """Rules of one target by operation type. Duplicates raise; there are no priorities."""

    def __init__(self) -> None:
        self._rules: dict[type[Frozen], tuple[Rule, Support]] = {}

    def lowers(self, operation: type[Frozen], support: Support) -> Callable[[Rule], Rule]:
        """Register the rule for an operation type.

        Raises:
            ValueError: the type has a rule already.
        """

        def register(rule: Rule) -> Rule:
            if operation in self._rules:
                raise ValueError(f"two rules lower {operation.__name__}")
            self._rules[operation] = (rule, support)
            return rule

        return register

    def rule(self, operation: Frozen) -> Rule:
        """The rule for an operation.

        Raises:
            KeyError: no rule lowers it, which is a mistake of the target's author: every operation has one.
        """
        return self._rules[type(operation)][0]

    def __iter__(self) -> Iterator[tuple[type[Frozen], Support]]:
        return ((operation, support) for operation, (_, support) in self._rules.items())
