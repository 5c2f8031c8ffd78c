"""Reads small Prefect files written in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from polydag.diagnostics import Collector, Diagnostic
from polydag.frontends.prefect import FRONTEND
from polydag.ir.check import check
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project

TASKS = """
from datetime import timedelta
from prefect import allow_failure, flow, get_run_logger, tags, task, unmapped

def page(flow, flow_run, state):
    print(flow.name, state.message)

def helper(x):
    return x

@task
def rows() -> list[int]:
    return [1, 2]

@task
def one(x=0) -> int:
    return 1

@task
def two(x, y=2) -> int:
    return 2

@task
def done() -> None:
    pass
"""


@dataclass
class Read:
    """A file as read."""

    module: Module
    diagnostics: tuple[Diagnostic, ...]

    @property
    def pipeline(self) -> Pipeline:
        return self.module.pipelines[-1]

    @property
    def tasks(self) -> dict[str, Task]:
        return Graph(self.pipeline).tasks

    @property
    def upstream(self) -> dict[str, set[str]]:
        return {id: set(above) for id, above in Graph(self.pipeline).upstream.items()}

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]


@pytest.fixture
def read_file(tmp_path: Path) -> Callable[[str], Read]:
    """Reads the text of a whole file."""

    def read(text: str) -> Read:
        path = tmp_path / "sample.py"
        path.write_text(dedent(text))
        project = Project((tmp_path,))
        source = project.of(path, "sample.py")
        assert isinstance(source, SourceModule), source
        assert FRONTEND.recognises(source)
        collector = Collector()
        module = FRONTEND.read(source, project, collector)
        for pipeline in module.pipelines:
            collector.extend(check(pipeline))
        return Read(module, collector.diagnostics)

    return read


@pytest.fixture
def read(read_file: Callable[[str], Read]) -> Callable[[str], Read]:
    """Reads flows over the tasks of `TASKS`."""
    return lambda text: read_file(TASKS + dedent(text))
