"""The emitted flows behave on Prefect as the reference says that the pipeline means, whatever fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.backends.contract import Options
from polydag.backends.prefect import BACKEND
from polydag.diagnostics import Collector
from polydag.engines import parse_target
from polydag.rendering.formatting import format_modules
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.comparison_table import difference_lines
from polydag.runs.protocol import JobScenario
from polydag.runs.runners import Runners
from polydag.runs.scenarios import derive
from polydag.runs.stages import Manner, Stage
from tests.backends.prefect.modules import MODULES

# The reference cannot give a stub to what is not the author's: a shell command, a message, an operator nobody reads.
RUNNABLE = sorted(set(MODULES) - {"operators"})


CHOICES: dict[str, tuple[JobScenario, ...]] = {
    "silent": (JobScenario(name="nothing", choose={"choose": None}),),
    "many": (
        JobScenario(name="one of them", choose={"choose": "load_all"}),
        JobScenario(name="both", choose={"choose": ("load", "load_all")}),
        JobScenario(name="unknown", choose={"choose": ("load", "store")}),
    ),
}


@pytest.mark.engines
@pytest.mark.parametrize("name", RUNNABLE)
def test_every_scenario_ends_as_in_the_reference(
    name: str, runners: Runners, tmp_path: Path
) -> None:
    module = MODULES[name]
    [pipeline] = module.pipelines
    emission = BACKEND.write(module, Options(), Collector())
    file = tmp_path / f"{name}.py"
    file.write_text(format_modules({file.name: emission.draft})[file.name])
    reference = Stage(module=module, pipeline=pipeline, file=file, root=tmp_path)
    [plan] = emission.pipelines
    emitted = Stage(
        module=module,
        pipeline=pipeline,
        file=file,
        root=tmp_path,
        engine=parse_target("prefect"),
        plan=plan,
    )
    wrong = []
    for scenario in (*derive(pipeline, module), *CHOICES.get(pipeline.id, ())):
        expected = reference.run(scenario, Manner(), runners)
        found = emitted.run(scenario, Manner(), runners)
        sides = Side("reference", expected), Side("prefect", found, plan.placements)
        verdict = compare(pipeline, expected, *sides)
        if verdict.verdict is not Verdict.EQUAL:
            lines = [verdict.reason or "", *difference_lines(verdict.differences)]
            wrong.append(f"{scenario.name}: {'; '.join(lines)}")
    assert not wrong
