"""Small repositories like those of production, converted as trees: golden files, byte copies, runs on the engines.

POLYDAG_GOLDEN=1 writes the golden files anew.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from polydag.backends.contract import Options, PipelinePlan
from polydag.diagnostics import Severity
from polydag.engines import EngineVersion, parse_target
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive
from polydag.runs.stages import Manner, Stage
from polydag.translate import discover
from polydag.translate.conversion import Conversion, emitted
from polydag.translate.outputs import STATE_FILE
from polydag.translate.reading import Reading, read_files
from polydag.translate.writing import Output, write

TREES = Path(__file__).parents[1] / "projects"
GOLDEN = Path(__file__).parents[1] / "golden" / "projects"
TARGETS = (parse_target("dagster"), parse_target("prefect"))
# How many pipelines and tasks each has, counted by hand.
SIZES = {
    "callbacks": (1, 3),
    "config_yaml": (2, 5),
    "datasets": (2, 4),
    "factory": (2, 8),
    "mapped": (1, 5),
    "old": (1, 6),
    "operators": (1, 4),
    "variables": (1, 3),
}


def of_tree(*names: str) -> list[object]:
    """The trees, each in one process: its tests share one conversion."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(f"project {name}")) for name in names]


@dataclass(frozen=True)
class Converted:
    """A tree as read, and all that it became."""

    readings: tuple[Reading, ...]
    conversion: Conversion


@cache
def converted(name: str) -> Converted:
    readings = read_files(discover([str(TREES / name)]))
    return Converted(readings, Conversion(emitted(readings, TARGETS, Options()), TARGETS))


def texts(name: str) -> dict[str, str]:
    """The text of each written file; what a tree's place on this machine decides is left out."""
    place = f"{TREES / name}{os.sep}"
    return {
        str(file.path): file.text.replace(place, "")
        for file in converted(name).conversion.files
        if file.path.name != STATE_FILE
    }


@pytest.mark.parametrize("name", of_tree(*SIZES))
def test_a_tree_becomes_the_golden_one(name: str) -> None:
    found = texts(name)
    folder = GOLDEN / name
    if os.environ.get("POLYDAG_GOLDEN"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in found.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    assert found == {str(path.relative_to(folder)): path.read_text() for path in files}


@pytest.mark.parametrize("name", of_tree(*SIZES))
def test_every_task_of_a_tree_is_read_and_written(name: str) -> None:
    modules = [r.module for r in converted(name).readings if r.module is not None]
    pipelines = [pipeline for module in modules for pipeline in module.pipelines]
    sizes = len(pipelines), sum(len(Graph(pipeline).tasks) for pipeline in pipelines)
    assert sizes == SIZES[name]
    told = converted(name).conversion.diagnostics
    assert not [d for d in told if d.severity in (Severity.UNREADABLE, Severity.INTERNAL)]


@pytest.mark.parametrize("name", of_tree(*SIZES))
def test_modules_without_an_engine_are_copied_and_no_other_names_one(name: str) -> None:
    written = texts(name)
    for file in sorted((TREES / name).rglob("*.py")):
        path, text = str(file.relative_to(TREES / name)), file.read_text()
        for target in TARGETS:
            copy = written.get(f"{target.key}/{path}", "")
            assert "import airflow" not in copy
            assert "from airflow" not in copy
            if "airflow" not in text and not written.get(f"{target.key}/{path}", "#").startswith(
                "# Gen"
            ):
                assert copy == text


@pytest.mark.engines
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.key)
@pytest.mark.parametrize("name", SIZES)
def test_what_a_tree_becomes_runs(
    name: str, target: EngineVersion, runners: Runners, tmp_path: Path
) -> None:
    for file in converted(name).conversion.files:
        path = tmp_path / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    for stage in stages(name, target, tmp_path / target.key):
        succeed = derive(stage.pipeline, stage.module)[0]
        record = stage.run(succeed, Manner(), runners)
        assert record.runner.error is None, record.runner.error
        assert record.run is not None
        assert record.run.state == "success", json.loads(record.to_json())
        ran = {task.id for task in record.tasks if task.state == "success"}
        assert ran


def stages(name: str, target: EngineVersion, root: Path) -> list[Stage]:
    """Each pipeline of a tree in the code that was written for a target."""
    found = []
    readings = [reading for reading in converted(name).readings if reading.module is not None]
    for output in write(readings, [target], Options()):
        assert output.emission is not None
        assert output.reading.module is not None
        plans = {plan.id: plan for plan in output.emission.pipelines}
        found += [stage(output, output.reading.module, plan, root) for plan in plans.values()]
    return found


def stage(output: Output, module: Module, plan: PipelinePlan, root: Path) -> Stage:
    pipeline = next(pipeline for pipeline in module.pipelines if pipeline.id == plan.id)
    file = root / output.reading.file.relative
    return Stage(
        module=module,
        pipeline=pipeline,
        file=file,
        root=root,
        engine=output.target,
        plan=plan,
        plans={plan.id: plan},
    )
