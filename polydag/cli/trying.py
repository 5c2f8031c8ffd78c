"""Runs pipelines under scenario after scenario, with a progress bar, and gives the result of each pipeline as it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polydag.cli.progress import Advance, progress
from polydag.runs.capping import Kept
from polydag.runs.results import PipelineResult, scenario_result
from polydag.runs.runners import Runners
from polydag.runs.schedules.asking import compare_schedules
from polydag.runs.schedules.record import Window
from polydag.runs.schedules.results import ScheduleResult
from polydag.runs.stages import Manner
from polydag.runs.trials import trials
from polydag.runs.verifying import Subject
from polydag.translate.report import diagnostic_json


@dataclass(frozen=True)
class Plan:
    """A pipeline, the scenarios to run it under, and the part of the time for which its schedule is asked about, if it is."""

    subject: Subject
    kept: Kept
    window: Window | None = None


def tried(plans: Sequence[Plan], manner: Manner, quiet: bool = False) -> Iterator[PipelineResult]:
    """The result of every plan."""
    total = sum(len(plan.kept.scenarios) + bool(plan.window) for plan in plans)
    with Runners() as runners, progress(total, quiet) as advance:
        for plan in plans:
            yield _result(plan, manner, runners, advance)


def _result(plan: Plan, manner: Manner, runners: Runners, advance: Advance) -> PipelineResult:
    subject = plan.subject
    done = []
    for trial in trials(subject.reference, subject.stages, plan.kept.scenarios, manner, runners):
        done.append(scenario_result(trial))
        advance(f"{subject.pipeline.id}: {trial.scenario.name}")
    schedule = _schedule(subject, plan.window, runners, advance) if plan.window else None
    return PipelineResult(
        path=subject.reading.file.display,
        id=subject.pipeline.id,
        against=subject.against,
        sides=tuple(done[0].run) if done else (),
        scenarios=tuple(done),
        left_out=plan.kept.left_out,
        missing=plan.kept.missing,
        refused={
            target.key: tuple(diagnostic_json(d) for d in told)
            for target, told in subject.refused.items()
        },
        schedule=schedule,
    )


def _schedule(
    subject: Subject, window: Window, runners: Runners, advance: Advance
) -> ScheduleResult | None:
    """Which runs every side starts; a reading that names none is held against nothing."""
    found = compare_schedules(subject, window, runners)
    advance(f"{subject.pipeline.id}: schedule")
    if found.unknown is not None:
        return found.model_copy(update={"comparisons": ()})
    return None if found.is_idle else found
