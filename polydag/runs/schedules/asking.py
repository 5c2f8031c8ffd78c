"""Asks every side of a pipeline which runs its schedule starts, and compares the answers.

`compare_schedules(subject, window, runners) -> ScheduleResult` is what commands and the conformance suite call.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from polydag import __version__
from polydag.runs.compare import Comparison
from polydag.runs.results import Against, Published
from polydag.runs.runners import Runners
from polydag.runs.schedules.comparing import Answered, compare, told_in
from polydag.runs.schedules.expected import expected
from polydag.runs.schedules.record import ScheduleJob, ScheduleRecord, Window
from polydag.runs.stages import Stage
from polydag.runs.trials import compared
from polydag.runs.verifying import Subject


class ScheduleResult(Published):
    """The answer of every side, and every side but the first against the first."""

    path: str
    id: str
    against: Against
    timezone: str
    window: Window
    records: dict[str, ScheduleRecord]
    comparisons: tuple[Comparison, ...]


class ScheduleResults(Published):
    """What several pipelines showed."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    polydag: str = __version__
    pipelines: tuple[ScheduleResult, ...]

    def to_json(self) -> str:
        """The JSON text under the public field names."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"

    @property
    def comparisons(self) -> list[Comparison]:
        """Every comparison."""
        return [comparison for one in self.pipelines for comparison in one.comparisons]


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
