"""Which runs every side of a pipeline starts, and every side but the first against the first, as data that is published."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from polydag import __version__
from polydag.runs.compare import Comparison, Verdict
from polydag.runs.published import Against, Published
from polydag.runs.schedules.record import ScheduleRecord, Window


class ScheduleResult(Published):
    """The answer of every side, and every side but the first against the first."""

    path: str
    id: str
    against: Against
    timezone: str
    window: Window
    records: dict[str, ScheduleRecord]
    comparisons: tuple[Comparison, ...]

    @property
    def is_idle(self) -> bool:
        """Whether no side starts runs by itself, so that there is nothing to tell."""
        verdicts = {comparison.verdict for comparison in self.comparisons}
        return verdicts <= {Verdict.EQUAL} and not any(r.scheduled for r in self.records.values())

    @property
    def unknown(self) -> str | None:
        """Why the first side names no runs, where that is polydag's reading: it has an expression for the schedule."""
        first, *_ = self.records.values()
        return None if self.against == "source" else first.runner.error


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
