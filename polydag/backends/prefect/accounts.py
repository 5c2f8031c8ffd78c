"""The ledger of a module that is written: every attribute that the source sets is used or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from polydag.backends.ledger import View
from polydag.diagnostics import Diagnostic
from polydag.ir.pipeline import Module


class Accounts:
    """Opens a view per model."""

    def __init__(self, module: Module, tell: Callable[[Diagnostic], None]) -> None:
        self.module = module
        self.tell = tell
        self._views: list[tuple[str, View]] = []  # type: ignore[type-arg]

    def findings(self) -> Iterator[Diagnostic]:
        """What was neither used nor told."""
        for pipeline, view in self._views:
            yield from view.findings(pipeline, "prefect-3.8")
