"""Reads texts as files of Dagster."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from polydag.diagnostics import Collector
from polydag.frontends.dagster import FRONTEND
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.syntax.module import SourceModule, from_text
from polydag.syntax.project import Project


@dataclass(frozen=True)
class Read:
    """What reading a text gave."""

    module: Module
    codes: tuple[str, ...]

    @property
    def pipeline(self) -> Pipeline:
        [only] = self.module.pipelines
        return only

    @property
    def tasks(self) -> dict[str, Task]:
        return Graph(self.pipeline).tasks

    @property
    def upstream(self) -> dict[str, tuple[str, ...]]:
        return Graph(self.pipeline).upstream


@pytest.fixture
def read() -> Callable[[str], Read]:
    def reader(text: str) -> Read:
        source = from_text(textwrap.dedent(text), Path("etl.py"), "etl.py", "etl")
        assert isinstance(source, SourceModule)
        collector = Collector()
        module = FRONTEND.read(source, Project(()), collector)
        return Read(module, tuple(told.code for told in collector.diagnostics))

    return reader
