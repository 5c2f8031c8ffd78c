"""What a flow was read as behaves as the flow itself does on Prefect, for every flow and scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.diagnostics import Collector
from polydag.frontends.prefect import FRONTEND
from polydag.ir.pipeline import Module
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.jobs import job_for, origins
from polydag.runs.reference.interpreter import Conditions, run
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive
from polydag.syntax.module import SourceModule
from polydag.syntax.project import Project

FILE = Path(__file__).parent / "pipelines" / "programs.py"


def programs() -> Module:
    project = Project((FILE.parent,))
    source = project.of(FILE)
    assert isinstance(source, SourceModule)
    return FRONTEND.read(source, project, Collector())


MODULE = programs()


@pytest.mark.engines
@pytest.mark.parametrize("flow", [pipeline.id for pipeline in MODULE.pipelines])
def test_a_flow_is_read_as_it_runs(flow: str, runners: Runners) -> None:
    [pipeline] = [pipeline for pipeline in MODULE.pipelines if pipeline.id == flow]
    for scenario in derive(pipeline, MODULE):
        job = job_for(MODULE, pipeline, scenario, file=FILE, root=FILE.parent, engine="prefect")
        expected = run(MODULE, pipeline, Conditions(scenario=job.scenario))
        engine = Side("prefect", runners.run("prefect-3.8", job), origins(pipeline))
        found = compare(pipeline, expected, Side("reading", expected), engine)
        if found.verdict is Verdict.NOT_RUN:
            pytest.skip(f"not run: {found.reason}")
        assert found.verdict is Verdict.EQUAL, (scenario.name, found.reason, found.differences)
