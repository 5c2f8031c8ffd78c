"""Reads small Airflow files written in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from polydag.diagnostics import Collector, Diagnostic
from polydag.frontends.airflow import FRONTEND
from polydag.ir.expand import expanded
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Task
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project, roots_of

HEAD = """
from datetime import datetime, timedelta
from airflow.sdk import (
    DAG, Asset, Label, Param, TaskGroup, Variable, chain, cross_downstream, dag, get_current_context,
    setup, task, task_group, teardown,
)
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import (
    BranchPythonOperator, ExternalPythonOperator, PythonOperator, PythonVirtualenvOperator, ShortCircuitOperator,
)
"""


@dataclass
class Read:
    """A file as read."""

    module: Module
    diagnostics: tuple[Diagnostic, ...]

    @property
    def pipeline(self) -> Pipeline:
        [pipeline] = self.module.pipelines
        return pipeline

    @property
    def tasks(self) -> dict[str, Task]:
        return {task.id: task for task in expanded(self.pipeline).tasks}

    @property
    def edges(self) -> list[tuple[str, str]]:
        return [(edge.upstream, edge.downstream) for edge in expanded(self.pipeline).edges]

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]


@pytest.fixture
def read_file(tmp_path: Path) -> Callable[..., Read]:
    """Writes files by name and reads the first one, as it is."""

    def read(**files: str) -> Read:
        paths = []
        for name, text in files.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
            paths.append(path)
        project = Project(roots_of(paths[0], tmp_path))
        source = project.of(paths[0], paths[0].name)
        assert isinstance(source, SourceModule), source
        assert FRONTEND.recognises(source)
        collector = Collector()
        module = FRONTEND.read(source, project, collector)
        return Read(module, collector.diagnostics)

    return read


@pytest.fixture
def read(read_file: Callable[..., Read]) -> Callable[[str], Read]:
    """Reads the body of a file, below imports of Airflow 3."""
    return lambda text: read_file(etl=HEAD + dedent(text))
