"""Runs pipelines under scenario after scenario, with a progress bar, and gives the result of each pipeline as it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polydag.cli.progress import Advance, progress
from polydag.runs.capping import Kept
from polydag.runs.results import PipelineResult, scenario_result
from polydag.runs.runners import Runners
from polydag.runs.stages import Manner
from polydag.runs.trials import trials
from polydag.runs.verifying import Subject
from polydag.translate.report import diagnostic_json


@dataclass(frozen=True)
class Plan:
    """A pipeline and the scenarios to run it under."""

    subject: Subject
    kept: Kept


def tried(plans: Sequence[Plan], manner: Manner, quiet: bool = False) -> Iterator[PipelineResult]:
    """The result of every plan."""
    total = sum(len(plan.kept.scenarios) for plan in plans)
    with Runners() as runners, progress(total, quiet) as advance:
        for plan in plans:
            yield _result(plan, manner, runners, advance)


def _result(plan: Plan, manner: Manner, runners: Runners, advance: Advance) -> PipelineResult:
    subject = plan.subject
    done = []
    for trial in trials(subject.reference, subject.stages, plan.kept.scenarios, manner, runners):
        done.append(scenario_result(trial))
        advance(f"{subject.pipeline.id}: {trial.scenario.name}")
    return PipelineResult(
        path=subject.reading.file.display,
        id=subject.pipeline.id,
        against=subject.against,
        sides=tuple(done[0].run) if done else (),
        scenarios=tuple(done),
        left_out=plan.kept.left_out,
        refused={
            target.key: tuple(diagnostic_json(d) for d in told)
            for target, told in subject.refused.items()
        },
    )
