"""What is written for Dagster behaves on Dagster as the reference says, under every scenario that follows from the pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Emission, Options
from polydag.backends.dagster import BACKEND
from polydag.diagnostics import Collector
from polydag.ir.pipeline import Module
from polydag.rendering.formatting import format_modules
from polydag.runs.compare import RESULT, Side, Verdict, compare
from polydag.runs.jobs import job_for
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive
from polydag.runs.telling import explained
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
    told = Collector()
    plain = BACKEND.write(module, Options(), told)
    _behaves(module, plain, told, runners, tmp_path)
    told = Collector()
    exact = BACKEND.write(module, Options(exact=True), told)
    if _text(exact) != _text(plain):
        _behaves(module, exact, told, runners, tmp_path)


@pytest.mark.parametrize("name", ["regions", "mapping", "guarded", "asked"])
def test_what_the_dsl_builds_behaves_as_the_reference_says(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    path = DSL / f"{name}.py"
    module = read_file(SourceFile(path, path.name)).module
    assert module is not None
    told = Collector()
    _behaves(module, BACKEND.write(module, Options(), told), told, runners, tmp_path)


def _text(emission: Emission) -> str:
    return format_modules({"m.py": emission.draft})["m.py"]


def _behaves(
    module: Module, emission: Emission, told: Collector, runners: Runners, tmp_path: Path
) -> None:
    """Every scenario ends as in the reference, but for results that Dagster computes again, as the dropped cache told."""
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
            found = explained(found, pipeline, told.diagnostics)
            other = [d for d in found.differences if d.field != RESULT or "DGW102" not in d.told]
            assert found.verdict in (Verdict.EQUAL, Verdict.DIFFERENT), found.reason
            assert not other, scenario.name
