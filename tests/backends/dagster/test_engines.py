"""What is written for Dagster behaves on Dagster as the reference says, under every scenario that follows from the pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Emission, Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Module
from polydag.rendering.formatting import format_modules
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.jobs import job_for
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.backends.dagster.modules import MODULES

pytestmark = pytest.mark.engines
# A dbt project must lie on the disk before Dagster loads the file.
DSL = Path(__file__).parents[2] / "dsl" / "pipelines"
RUNNABLE = [name for name in MODULES if name != "dbt"]


@pytest.mark.parametrize("name", RUNNABLE)
def test_the_code_behaves_as_the_reference_says(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    module = MODULES[name]()
    plain = BACKEND.write(module, Options(), Collector())
    _behaves(module, plain, runners, tmp_path)
    exact = BACKEND.write(module, Options(exact=True), Collector())
    if _text(exact) != _text(plain):
        _behaves(module, exact, runners, tmp_path)


@pytest.mark.parametrize("name", ["regions", "mapping", "guarded", "asked"])
def test_what_the_dsl_builds_behaves_as_the_reference_says(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    path = DSL / f"{name}.py"
    module = read_file(SourceFile(path, path.name)).module
    assert module is not None
    _behaves(module, BACKEND.write(module, Options(), Collector()), runners, tmp_path)


def _text(emission: Emission) -> str:
    return format_modules({"m.py": emission.draft})["m.py"]


def _behaves(module: Module, emission: Emission, runners: Runners, tmp_path: Path) -> None:
    file = tmp_path / f"{module.name}.py"
    file.write_text(_text(emission), encoding="utf-8")
    for pipeline, plan in zip(module.pipelines, emission.pipelines, strict=True):
        for scenario in derive(pipeline, module):
            expected = run(module, pipeline, Conditions(scenario=scenario))
            job = job_for(
                module,
                pipeline,
                scenario,
                file=file,
                root=tmp_path,
                engine="dagster",
                placements=plan.placements,
                address=plan.address,
            )
            side = Side("dagster", runners.run("dagster-1.13", job), plan.placements)
            found = compare(pipeline, expected, Side("reference", expected), side)
            assert found.verdict is Verdict.EQUAL, (scenario.name, found.reason, found.differences)
