"""What every reader offers to the driver."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from polydag.diagnostics import Collector
from polydag.ir.pipeline import Module
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project


class Frontend(Protocol):
    """Reads files of one engine (`airflow`, `dagster`, `prefect`, `polydag`).

    Each package `polydag.frontends.<engine>` names its reader `FRONTEND`.
    """

    engine: str

    def recognises(self, module: SourceModule) -> bool:
        """Whether the file is written for this engine: it imports names of it, seen without running anything."""
        ...

    def read(
        self,
        module: SourceModule,
        project: Project,
        collector: Collector,
        *,
        graph_only: bool = False,
    ) -> Module:
        """The module as IR; what could not be read exactly is told to the collector, never raised.

        With `graph_only` tasks, their addresses and what they wait for are wanted: texts of the author that say nothing of
        these, and what would be told about them, may be left out.
        """
        ...


@runtime_checkable
class Versioned(Protocol):
    """A reader of an engine whose versions mean different things by the same words."""

    def of_version(self, version: str) -> Frontend:
        """The reader that takes every file as written for this version."""
        ...


def reader_of(reader: Frontend, version: str | None) -> Frontend:
    """The reader for files of a stated version; the very one where none is stated, or all mean the same."""
    if version is None or not isinstance(reader, Versioned):
        return reader
    return reader.of_version(version)


@runtime_checkable
class Selective(Protocol):
    """A reader whose engine does not look into every file of a tree."""

    def passes_over(self, module: SourceModule, project: Project, tree: Path) -> bool:
        """Whether the engine looks for no pipelines in this file of the tree; other files may import it."""
        ...
