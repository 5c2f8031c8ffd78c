"""Asks every side of a pipeline which runs its schedule starts, and compares the answers.

`compare_schedules(subject, window, runners) -> ScheduleResult` is what commands and the conformance suite call.
"""

from __future__ import annotations

from polydag.runs.runners import Runners
from polydag.runs.schedules.comparing import Answered, compare, told_in
from polydag.runs.schedules.expected import expected
from polydag.runs.schedules.record import ScheduleJob, ScheduleRecord, Window
from polydag.runs.schedules.results import ScheduleResult
from polydag.runs.stages import Stage
from polydag.runs.trials import compared
from polydag.runs.verifying import Subject


def compare_schedules(subject: Subject, window: Window, runners: Runners) -> ScheduleResult:
    """The runs that the subject's stages start in a window; whatever goes wrong with a runner is in the result."""
    sides = [
        Answered(stage.name, answer(stage, window, runners), frozenset(d.code for d in stage.told))
        for stage in compared(subject.reference, subject.stages)
    ]
    first, *others = sides
    return ScheduleResult(
        path=subject.reading.file.display,
        id=subject.pipeline.id,
        against=subject.against,
        timezone=told_in(subject.pipeline).key,
        window=window,
        records={side.name: side.record for side in sides},
        comparisons=tuple(
            compare(subject.pipeline, window.manner, window.fires, first, other) for other in others
        ),
    )


def answer(stage: Stage, window: Window, runners: Runners) -> ScheduleRecord:
    """What one stage answers: its engine's own code, or for the reference what the model says."""
    if stage.engine is None:
        return expected(stage.module.engine, stage.pipeline, window)
    address = stage.plan.address if stage.plan else stage.pipeline.address
    job = ScheduleJob(
        file=stage.file,
        root=stage.root,
        pipeline=address or stage.pipeline.id,
        window=window,
    )
    return runners.ask(stage.engine.key, job)
