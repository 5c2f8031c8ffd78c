"""Evaluates small modules written in tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from polydag.diagnostics import Collector, Diagnostic
from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum, Handle, Known
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.library import Library
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project, roots_of
from polydag.syntax.scope import Scope


class TaskHandle(Handle):
    """What `engine.Task(...)` makes in tests."""

    def __init__(self, site: CallSite) -> None:
        self.site = site
        self.name = site.arguments.peek("name", 0)


class EngineLibrary(Library):
    """An engine with one class, `engine.Task`."""

    def __init__(self) -> None:
        self.tasks: list[TaskHandle] = []

    def owns(self, qualified: str) -> bool:
        return qualified.partition(".")[0] == "engine"

    def call(self, site: CallSite) -> Datum | None:
        if site.qualified != "engine.Task":
            return None
        self.tasks.append(TaskHandle(site))
        return self.tasks[-1]


@dataclass
class Reading:
    """A module that was evaluated."""

    scope: Scope
    library: EngineLibrary
    diagnostics: tuple[Diagnostic, ...]
    evaluator: Evaluator

    def __getitem__(self, name: str) -> Datum:
        return self.scope.names[name]

    @property
    def codes(self) -> list[str]:
        return [diagnostic.code for diagnostic in self.diagnostics]

    @property
    def task_names(self) -> list[object]:
        names = [task.name for task in self.library.tasks]
        return [name.value if isinstance(name, Known) else name for name in names]


@pytest.fixture
def project_of(tmp_path: Path) -> Callable[..., Reading]:
    """Writes files by name and evaluates the first one."""

    def evaluate(**files: str) -> Reading:
        paths = []
        for name, text in files.items():
            path = tmp_path.joinpath(*name.split("__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
            paths.append(path)
        project = Project(roots_of(paths[0], tmp_path))
        module = project.of(paths[0], paths[0].name)
        assert isinstance(module, SourceModule), module
        collector, library = Collector(), EngineLibrary()
        evaluator = Evaluator(project, library, collector)
        scope = evaluator.run(module)
        return Reading(scope, library, collector.diagnostics, evaluator)

    return evaluate


@pytest.fixture
def reading(project_of: Callable[..., Reading]) -> Callable[[str], Reading]:
    """Evaluates one module."""
    return lambda text: project_of(main=text)
