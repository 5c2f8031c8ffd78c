"""The job that a runner is given: one JSON line, the same for every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Returns = Literal["value", "tuple", "dict", "push", "outputs", "none"]
Waits = Literal["found", "value"]
Mode = Literal["test", "scheduler", "processes"]


class Asked(BaseModel):
    """A frozen part of a job; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Pull(Asked):
    """An output of another task that the stub fetches by itself, as the author's body did."""

    name: str
    task: str
    output: str = "result"


class TaskJob(Asked):
    """A task that the caller wants to hear about, and how its stub behaves.

    `address` is the engine's own id; `instance` picks the k-th run at that address. `counted` names
    the inputs that the derived value depends on (None: all). `upstream` only serves to tell
    `upstream_failed` from `not_run` where the engine says nothing about a task that never began.
    `waits` says that the function is asked until it finds something, and whether it then hands a `value` on or only says that
    it did (`found`).
    `launches` says that the body starts a run of another pipeline, which it does as a stub, too.
    `skips` says that a body without any output has asked to be skipped, where the engine calls that a success.
    `beside` are the tasks of the same mapped group, itself too, in the order in which code calls them: their instances belong
    to each other one by one.
    `shell` says that the task runs a shell command: what it would have run is recorded, and not what it was given.
    `changes` are the arguments that the author's body changes in place, as its stub then does, too.
    `skip_on` is the exit code with which that command ends where it shall be skipped.
    `asks` are the names of what the task would have handed to a system outside: these are recorded, likewise.
    """

    id: str
    address: str
    mapped: bool = False
    stub: bool = True
    function: str | None = None
    returns: Returns = "value"
    annotation: str | None = None
    outputs: tuple[str, ...] = ("result",)
    pulls: tuple[Pull, ...] = ()
    choice: tuple[str, ...] | None = None
    instance: int | None = None
    counted: tuple[str, ...] | None = None
    upstream: tuple[str, ...] = ()
    skips: bool = False
    beside: tuple[str, ...] = ()
    waits: Waits | None = None
    launches: bool = False
    shell: bool = False
    skip_on: int | None = None
    changes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


class JobScenario(Asked):
    """Which outcomes the run is made under.

    Tasks are named by id, one mapped instance as `id[k]`. `fail` is the number of attempts that fail
    (-1: all), `fail_late` of those that fail after their body has done its work, `hang` of those that
    only a time limit ends: it is brought near, not waited for. `wait` is how often a wait looks in vain
    (-1: until its own time is out, which is brought near as well). `skip` are tasks whose body asks to be
    skipped, `leave_out` outputs (`id.output`) that a body does not give. `delay` is in seconds, before
    a stub ends; the reference does not wait. `choose` gives what a choice returns. `values` maps a task
    id, or `id.output`, to what its stub returns in place of a derived value; `sizes` a mapped task to
    the length of the collections it is mapped over, as far as stubs make them. `runs` is how often the
    pipeline runs for the same date; the record is of the last.
    """

    name: str = "all succeed"
    fail: dict[str, int] = Field(default_factory=dict)
    fail_late: dict[str, int] = Field(default_factory=dict)
    hang: dict[str, int] = Field(default_factory=dict)
    wait: dict[str, int] = Field(default_factory=dict)
    skip: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    delay: dict[str, float] = Field(default_factory=dict)
    sizes: dict[str, int] = Field(default_factory=dict)
    runs: int = 1
    choose: dict[str, str | tuple[str, ...] | None] = Field(default_factory=dict)
    values: dict[str, JsonValue] = Field(default_factory=dict)


class Job(Asked):
    """One run of one pipeline of one file; `time_limit` is in seconds of wall time.

    `persist_results` turns Prefect's result persistence on, under which equal calls run once. `mode`
    is `test`, or for Airflow 3 `scheduler`, Airflow's own in place of `dag.test()`, or for Dagster
    `processes`, its multiprocess executor. The scheduler also catches up: from `logical_date` until
    `until`, it makes the runs that the schedule asks for. `others` are the jobs of the pipelines of the
    file that tasks may start; `id` is the pipeline's own, where its engine calls it otherwise. `environment` is set in the
    process of the run, `variables` are those that the engine's server is taken to hold.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    job: str = "1"
    file: Path
    root: Path
    pipeline: str
    bodies: Literal["stub", "real"] = "stub"
    logical_date: str | None = "2026-01-05T00:00:00+00:00"
    params: dict[str, JsonValue] = Field(default_factory=dict)
    fabricate: bool = True
    real_time: bool = False
    time_limit: float = 60.0
    persist_results: bool = False
    mode: Mode = "test"
    until: str | None = None
    tasks: tuple[TaskJob, ...] = ()
    scenario: JobScenario = JobScenario()
    id: str = ""
    others: tuple[Job, ...] = ()
    environment: dict[str, str] = Field(default_factory=dict)
    variables: dict[str, JsonValue] = Field(default_factory=dict)
