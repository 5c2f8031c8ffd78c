"""The question that a runner is asked about a schedule, and its answer: the same for every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue

from polydag.runs.protocol import Asked
from polydag.runs.record import Recorded, RunnerReport

# `live`: switched on when the window begins · `late`: switched on when it ends · `backfill`: asked to make up for it.
Manner = Literal["live", "late", "backfill"]


class Window(Asked):
    """Which part of the time is asked about: moments in ISO 8601, `end` itself is outside; `fires` bounds the answer."""

    start: str = "2026-01-05T00:00:00+00:00"
    end: str = "2027-01-05T00:00:00+00:00"
    fires: int = 10
    manner: Manner = "live"


class ScheduleJob(Asked):
    """One question about one pipeline of one file; `time_limit` is in seconds of wall time."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    ask: Literal["schedule"] = "schedule"
    job: str = "schedule"
    file: Path
    root: Path
    pipeline: str
    window: Window = Window()
    fabricate: bool = True
    time_limit: float = 60.0


class Fire(Recorded):
    """One run that the schedule starts: when, and the interval that it is about where the engine knows one; in UTC."""

    at: str
    interval: tuple[str, str] | None = None

    def json_value(self) -> JsonValue:
        """The fire as plain data."""
        return {"at": self.at, "interval": list(self.interval) if self.interval else None}


class ScheduleRecord(Recorded):
    """The runs that start in the window; `scheduled` is false where nothing starts the pipeline by itself."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    engine: str
    engine_version: str | None = None
    pipeline: str
    scheduled: bool = True
    fires: tuple[Fire, ...] = ()
    runner: RunnerReport = RunnerReport()
