"""What is written for Airflow behaves on Airflow as the reference says."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.airflow import BACKEND
from polydag.backends.contract import Options
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Module
from polydag.rendering.formatting import format_modules
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.jobs import job_for
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.runners import Runners
from polydag.runs.scenarios import ALL_SUCCEED, derive
from polydag.translate.reading import read_file
from polydag.translate.sources import SourceFile
from tests.backends.airflow.modules import CASES

pytestmark = pytest.mark.engines
# What raises by itself has no run to compare; a loop that stops at a failure is told not to (AFW307).
RUNNABLE = [name for name in CASES if name not in ("commands", "looped")]
# Where failures and choices decide; a run of Airflow takes seconds, so the others run once.
UNDER_EVERY_SCENARIO = {
    "condition",
    "handled",
    "handled_late",
    "mapped",
    "routed",
    "tolerant",
    "unseen",
    "watched",
}


@pytest.mark.parametrize("name", RUNNABLE)
def test_the_code_behaves_as_the_reference_says(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    _assert_equal(CASES[name](), name in UNDER_EVERY_SCENARIO, runners, tmp_path)


@pytest.mark.parametrize("name", ["regions", "guarded", "linear"])
def test_a_pipeline_of_the_dsl_behaves_as_the_reference_says(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    path = Path(__file__).parents[2] / "dsl" / "pipelines" / f"{name}.py"
    module = read_file(SourceFile(path, path.name)).module
    assert module is not None
    _assert_equal(module, False, runners, tmp_path)


def _assert_equal(module: Module, every_scenario: bool, runners: Runners, tmp_path: Path) -> None:
    emission = BACKEND.write(module, Options(), Collector())
    file = tmp_path / f"{module.name}_.py"
    file.write_text(format_modules({"m.py": emission.draft})["m.py"], encoding="utf-8")
    for pipeline, plan in zip(module.pipelines, emission.pipelines, strict=True):
        every = derive(pipeline, module)
        for scenario in every if every_scenario else (ALL_SUCCEED,):
            expected = run(module, pipeline, Conditions(scenario=scenario))
            job = job_for(
                module,
                pipeline,
                scenario,
                file=file,
                root=tmp_path,
                engine="airflow",
                placements=plan.placements,
                address=plan.address,
            )
            side = Side("airflow", runners.run("airflow-3.3", job), plan.placements)
            found = compare(pipeline, expected, Side("reference", expected), side)
            assert found.verdict is Verdict.EQUAL, (scenario.name, found.reason, found.differences)
