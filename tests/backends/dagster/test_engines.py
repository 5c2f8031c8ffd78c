"""What is written for Dagster behaves on Dagster as the reference says, under every scenario that follows from the pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
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


@pytest.mark.parametrize("options", [Options(), Options(exact=True)], ids=["plain", "exact"])
@pytest.mark.parametrize("name", RUNNABLE)
def test_the_code_behaves_as_the_reference_says(
    name: str, options: Options, runners: Runners, tmp_path: Path
) -> None:
    _behaves(MODULES[name](), options, runners, tmp_path)


@pytest.mark.parametrize("name", ["regions", "mapping", "guarded", "asked"])
def test_what_the_dsl_builds_behaves_as_the_reference_says(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    path = DSL / f"{name}.py"
    module = read_file(SourceFile(path, path.name)).module
    assert module is not None
    _behaves(module, Options(), runners, tmp_path)


def _behaves(module: Module, options: Options, runners: Runners, tmp_path: Path) -> None:
    emission = BACKEND.write(module, options, Collector())
    file = tmp_path / f"{module.name}.py"
    file.write_text(format_modules({"m.py": emission.draft})["m.py"], encoding="utf-8")
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
