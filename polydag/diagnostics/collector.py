"""Collects diagnostics in the order in which they were told."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.diagnostics.diagnostic import Diagnostic, Severity


class Collector:
    """The one mutable thing that pure steps share: what they have to say."""

    def __init__(self) -> None:
        self._told: dict[Diagnostic, None] = {}

    def tell(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic; an equal one is kept once."""
        self._told.setdefault(diagnostic)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep several."""
        for diagnostic in diagnostics:
            self.tell(diagnostic)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that was told, in order."""
        return tuple(self._told)

    @property
    def worst(self) -> Severity | None:
        """The highest severity told, or None."""
        return max((d.severity for d in self._told), default=None)
