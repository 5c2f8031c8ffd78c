"""The run record: what one run of one pipeline did, in words that all engines share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

TaskState = Literal["success", "failed", "skipped", "upstream_failed", "not_run"]
AttemptState = Literal["success", "failed", "skipped"]
RunState = Literal["success", "failed"]
# The reference's word for a run, and for what of it had not ended, when the run's own time-out came.
TIMED_OUT = "timed out"
# And for a task whose result was kept from an equal call: it succeeds without an attempt.
KEPT = "kept"


class Recorded(BaseModel):
    """A frozen part of a run record; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Attempt(Recorded):
    """One execution of a task's body; `retry_wait` is in seconds, as the engine asked for it."""

    state: AttemptState
    error: str | None = None
    message: str | None = None
    retry_wait: float | None = None


class TaskRecord(Recorded):
    """What happened to one task, or to one instance of a mapped task.

    `inputs` is what a stub was given, `after` the tasks that had ended before the first attempt
    began, `address` the engine's own id.
    """

    id: str
    map_index: int | None = None
    state: TaskState
    raw_state: str | None = None
    attempts: tuple[Attempt, ...] = ()
    inputs: dict[str, JsonValue] = Field(default_factory=dict)
    outputs: dict[str, JsonValue] = Field(default_factory=dict)
    after: tuple[str, ...] = ()
    address: str | None = None


class RunOutcome(Recorded):
    """How the run as a whole ended; `state` follows the engine's own rule for runs."""

    state: RunState
    raw_state: str | None = None
    logical_date: str | None = None
    params: dict[str, JsonValue] = Field(default_factory=dict)


class OtherRun(Recorded):
    """A further run that a run caused: of a pipeline that it launches, or of the next date when Airflow catches up.

    `params` is what it was given. `run` is None where it was only asked for: the pipeline stands in another file.
    """

    pipeline: str
    params: dict[str, JsonValue] = Field(default_factory=dict)
    run: RunOutcome | None = None
    tasks: tuple[TaskRecord, ...] = ()


class RunnerReport(Recorded):
    """What the runner says about itself: an `error` is a third verdict, never a behaviour.

    `scheduler`: Airflow's own scheduler made the run, and not `dag.test()`.
    """

    seconds: float = 0.0
    scheduler: bool = False
    error: str | None = None
    log: str | None = None


class RunRecord(Recorded):
    """One run; `run` is None when the runner failed before the run ended.

    `extra` lists the addresses of what ran although no task of the job stands there, `others` the runs
    that this one caused, by date.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    engine: str
    engine_version: str | None = None
    pipeline: str
    run: RunOutcome | None = None
    tasks: tuple[TaskRecord, ...] = ()
    extra: tuple[str, ...] = ()
    others: tuple[OtherRun, ...] = ()
    runner: RunnerReport = RunnerReport()

    def to_json(self) -> str:
        """Return the record as one line of JSON, under the public field names."""
        return self.model_dump_json(by_alias=True)
