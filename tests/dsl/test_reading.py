"""Reading a DSL file gives what running it builds."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from polydag.diagnostics import Collector
from polydag.dsl.pipelines import Pipeline
from polydag.frontends.dsl import FRONTEND
from polydag.ir.check import check
from polydag.ir.pipeline import Module
from polydag.ir.serial import from_json, to_json
from polydag.ir.tasks import Task
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project, roots_of

CASES = sorted((Path(__file__).parent / "pipelines").glob("*.py"))


def read(path: Path) -> tuple[Module, Collector]:
    collector = Collector()
    project = Project(roots_of(path))
    module = project.of(path)
    assert isinstance(module, SourceModule)
    assert FRONTEND.recognises(module)
    return FRONTEND.read(module, project, collector), collector


def run(path: Path) -> Module:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = loaded
    sys.path.insert(0, str(path.parent))
    try:
        spec.loader.exec_module(loaded)
    finally:
        sys.path.remove(str(path.parent))
        del sys.modules[path.stem]
    built = [thing for thing in vars(loaded).values() if isinstance(thing, Pipeline)]
    return built[0].module


def without_places(module: Module) -> object:
    def strip(data: object) -> object:
        if isinstance(data, dict):
            return {key: strip(value) for key, value in data.items() if key not in ("span", "path")}
        return [strip(item) for item in data] if isinstance(data, list) else data

    return strip(json.loads(to_json(module)))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_reading_gives_what_running_builds(path: Path) -> None:
    module, collector = read(path)
    assert [d.message for d in collector.diagnostics] == []
    assert without_places(module) == without_places(run(path))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_is_read_is_a_sound_pipeline_that_survives_json(path: Path) -> None:
    module, _ = read(path)
    assert module.pipelines
    assert [d.message for p in module.pipelines for d in check(p) if d.severity > 0] == []
    assert from_json(to_json(module)) == module


def test_named_outputs_and_verdicts_stand_with_the_function() -> None:
    folder = Path(__file__).parent / "pipelines"
    assert run(folder / "named_outputs.py").functions["split"].outputs == ("lo", "hi")
    [use] = run(folder / "guarded.py").functions["enough"].uses
    assert (use.kind, use.arguments) == ("verdict", {"passed": "len(rows) > 0"})


def test_what_decides_about_retries_is_carried_with_the_classes_that_it_names() -> None:
    folder = Path(__file__).parent / "pipelines"
    module = run(folder / "chosen.py")
    tasks = {node.id: node for node in module.pipelines[0].nodes if isinstance(node, Task)}
    assert tasks["fetch"].retry.only_on == ("Busy", "OSError")
    assert tasks["parse"].retry.count == 5
    assert tasks["parse"].retry.never_on == ("Gone", "json.JSONDecodeError")
    defined = [name for prelude in module.prelude for name in prelude.defines]
    assert {"Busy", "Gone", "json"} <= set(defined)
    assert tasks["parse"].retry.delays.jitter == "plus_minus"
    assert tasks["load"].retry.delays.jitter_amount == 0.5
