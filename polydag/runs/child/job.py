"""The job as a worker sees it: plain dataclasses, since pydantic may be missing there."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

Json = dict[str, object]


@dataclass(frozen=True)
class Pull:
    """An output of another task that a stub fetches by itself."""

    name: str
    task: str
    output: str


@dataclass(frozen=True)
class Task:
    """A task of the job; see `polydag.runs.protocol.TaskJob` for the meaning of the fields."""

    id: str
    address: str
    mapped: bool
    stub: bool
    function: str | None
    returns: str
    annotation: str | None
    outputs: tuple[str, ...]
    pulls: tuple[Pull, ...]
    choice: tuple[str, ...] | None
    instance: int | None
    counted: tuple[str, ...] | None
    upstream: tuple[str, ...]
    skips: bool
    beside: tuple[str, ...] = ()
    waits: str | None = None
    launches: bool = False
    shell: bool = False
    skip_on: int | None = None
    changes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def unasked(
    id: str, address: str, mapped: bool = False, choice: tuple[str, ...] | None = None
) -> Task:
    """Return a task that nobody asked about: its stub gives one value, whatever it is given."""
    return Task(
        id=id,
        address=address,
        mapped=mapped,
        stub=True,
        function=None,
        returns="value",
        annotation=None,
        outputs=("result",),
        pulls=(),
        choice=choice,
        instance=None,
        counted=(),
        upstream=(),
        skips=False,
    )


@dataclass(frozen=True)
class Scenario:
    """The outcomes that the run is made under; see `polydag.runs.protocol.JobScenario`."""

    fail: dict[str, int] = field(default_factory=dict)
    fail_late: dict[str, int] = field(default_factory=dict)
    hang: dict[str, int] = field(default_factory=dict)
    wait: dict[str, int] = field(default_factory=dict)
    skip: frozenset[str] = frozenset()
    leave_out: frozenset[str] = frozenset()
    delay: dict[str, float] = field(default_factory=dict)
    runs: int = 1
    choose: Json = field(default_factory=dict)
    values: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One run of one pipeline of one file.

    `kept` is a folder for what runs leave for later ones of the same job; `again` says that there was one before this.
    """

    file: Path
    root: Path
    pipeline: str
    stubs: bool
    logical_date: str | None
    params: Json
    fabricate: bool
    real_time: bool
    time_limit: float
    tasks: tuple[Task, ...]
    scenario: Scenario
    persist_results: bool = False
    mode: str = "test"
    until: str | None = None
    kept: Path = Path()
    again: bool = False
    id: str = ""
    others: tuple[Job, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    variables: Json = field(default_factory=dict)

    def other(self, pipeline: str) -> Job | None:
        """Return the job of a pipeline that tasks may start, by the engine's name for it or its own id."""
        return next((job for job in self.others if pipeline in (job.pipeline, job.id)), None)

    def stubbed(self) -> tuple[Task, ...]:
        """Return the tasks whose bodies are replaced in this run."""
        return tuple(task for task in self.tasks if self.stubs and task.stub)


def parse(raw: Json) -> Job:
    """Return the job that one line of JSON, already checked by the sender, stands for."""
    scenario = cast("Json", raw["scenario"])
    return Job(
        file=Path(str(raw["file"])),
        root=Path(str(raw["root"])),
        pipeline=str(raw["pipeline"]),
        stubs=raw["bodies"] == "stub",
        logical_date=cast("str | None", raw["logical_date"]),
        params=cast("Json", raw["params"]),
        fabricate=bool(raw["fabricate"]),
        real_time=bool(raw["real_time"]),
        time_limit=float(cast("float", raw["time_limit"])),
        persist_results=bool(raw["persist_results"]),
        mode=str(raw["mode"]),
        until=cast("str | None", raw["until"]),
        id=str(raw["id"]),
        others=tuple(parse(other) for other in cast("list[Json]", raw["others"])),
        environment=cast("dict[str, str]", raw["environment"]),
        variables=cast("Json", raw["variables"]),
        tasks=tuple(_task(task) for task in cast("list[Json]", raw["tasks"])),
        scenario=Scenario(
            fail=cast("dict[str, int]", scenario["fail"]),
            fail_late=cast("dict[str, int]", scenario["fail_late"]),
            hang=cast("dict[str, int]", scenario["hang"]),
            wait=cast("dict[str, int]", scenario["wait"]),
            skip=frozenset(cast("list[str]", scenario["skip"])),
            leave_out=frozenset(cast("list[str]", scenario.get("leave_out", []))),
            delay=cast("dict[str, float]", scenario["delay"]),
            runs=int(cast("int", scenario["runs"])),
            choose=cast("Json", scenario["choose"]),
            values=cast("Json", scenario["values"]),
        ),
    )


def _task(raw: Json) -> Task:
    pulls = cast("list[dict[str, str]]", raw["pulls"])
    return Task(
        id=str(raw["id"]),
        address=str(raw["address"]),
        mapped=bool(raw["mapped"]),
        stub=bool(raw["stub"]),
        function=cast("str | None", raw["function"]),
        returns=str(raw["returns"]),
        annotation=cast("str | None", raw["annotation"]),
        outputs=_names(raw["outputs"]) or (),
        pulls=tuple(Pull(**pull) for pull in pulls),
        choice=_names(raw["choice"]),
        instance=cast("int | None", raw["instance"]),
        counted=_names(raw["counted"]),
        upstream=_names(raw["upstream"]) or (),
        skips=bool(raw["skips"]),
        beside=_names(raw.get("beside")) or (),
        waits=cast("str | None", raw["waits"]),
        launches=bool(raw["launches"]),
        shell=bool(raw["shell"]),
        skip_on=cast("int | None", raw["skip_on"]),
        changes=_names(raw["changes"]) or (),
        asks=tuple(cast("list[str]", raw["asks"])),
    )


def _names(raw: object) -> tuple[str, ...] | None:
    return None if raw is None else tuple(cast("list[str]", raw))
