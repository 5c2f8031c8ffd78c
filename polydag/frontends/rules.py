"""Rule sets for reading: an exact qualified name is the key of exactly one rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Rule = TypeVar("Rule", bound=Callable[..., object])


class ReadingRules(Generic[Rule]):
    """Rules of one engine by qualified name. Duplicates raise; there are no priorities and no patterns."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def reads(self, *names: str) -> Callable[[Rule], Rule]:
        """Register a rule under every name under which the engine offers the thing.

        Raises:
            ValueError: a name has a rule already.
        """

        def register(rule: Rule) -> Rule:
            for name in names:
                if name in self._rules:
                    raise ValueError(f"two rules read {name}")
                self._rules[name] = rule
            return rule

        return register

    def get(self, name: str) -> Rule | None:
        """The rule for a qualified name."""
        return self._rules.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)
