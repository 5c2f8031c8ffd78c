"""What the editor of an engine's files offers to the driver."""

from __future__ import annotations

from typing import Protocol

from polydag.diagnostics import Collector
from polydag.ir.pipeline import Module
from polydag.syntax.module import SourceModule


class Upgrade(Protocol):
    """Edits files of one engine.

    Each package `polydag.upgrades.<engine>` names it `upgraded`, and has a `command` that gives the line which runs a pipeline.
    """

    def __call__(
        self, source: SourceModule, module: Module | None, version: str, collector: Collector
    ) -> str:
        """The text for a version; that of the version itself comes back as it is. `module` is what was read, if anything was."""
        ...
