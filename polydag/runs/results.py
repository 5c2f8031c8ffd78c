"""What comparing runs showed, as data that is published: the JSON of `verify` and `compare`, and what their pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import Field, JsonValue

from polydag import __version__
from polydag.ir.graph import Graph
from polydag.runs.compare import Comparison, Side, Verdict
from polydag.runs.normalise import normalised
from polydag.runs.published import Against, Published
from polydag.runs.record import RunRecord, RunState, TaskRecord, TaskState
from polydag.runs.schedules.results import ScheduleResult
from polydag.runs.trials import Trial


class TaskResult(Published):
    """One task under one scenario; every mapping is by side, and has no entry where the side knows no such task.

    `states` are in the pipeline's own words, several where instances differ; `instances` counts those of a mapped task.
    """

    id: str
    states: dict[str, tuple[TaskState, ...]]
    attempts: dict[str, int]
    instances: dict[str, int]
    verdicts: dict[str, Verdict]
    told: tuple[str, ...] = ()


class ScenarioResult(Published):
    """One scenario: the state of the run and the record by side, and every side but the first against the first.

    `run` is None where a runner could not do its work, a record None where there is no engine.
    """

    name: str
    run: dict[str, RunState | None]
    tasks: tuple[TaskResult, ...]
    comparisons: tuple[Comparison, ...]
    records: dict[str, RunRecord | None]

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """Every verdict that occurs."""
        return frozenset(comparison.verdict for comparison in self.comparisons)


class PipelineResult(Published):
    """One pipeline: `sides` in order, the first is what the others are held against.

    `refused` are the targets that it could not be written for, with the findings that say why; `left_out` the names of
    scenarios that follow from it and were not run, because there are so many, `missing` those that no stub can make, with
    the reason. `schedule` is None where nobody asked about it, or nothing starts runs on any side.
    """

    path: str
    id: str
    against: Against
    sides: tuple[str, ...]
    scenarios: tuple[ScenarioResult, ...]
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    refused: dict[str, tuple[JsonValue, ...]] = {}
    schedule: ScheduleResult | None = None

    def of(self, side: str) -> list[Comparison]:
        """The comparisons of a side, one per scenario."""
        return [c for s in self.scenarios for c in s.comparisons if c.sides[1] == side]

    @property
    def comparisons(self) -> list[Comparison]:
        """Those under every scenario, and that of the schedules."""
        found = [c for s in self.scenarios for c in s.comparisons]
        return [*found, *(self.schedule.comparisons if self.schedule else ())]


class Summary(Published):
    """How many comparisons ended how; `told` are those among the different ones of which every difference was told."""

    pipelines: int
    scenarios: int
    schedules: int = 0
    equal: int
    different: int
    told: int
    failed: int
    not_run: int


class Results(Published):
    """All of it. `unreadable` are files that were passed over, with what was told about them."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    polydag: str = __version__
    pipelines: tuple[PipelineResult, ...]
    unreadable: dict[str, tuple[JsonValue, ...]] = {}
    summary: Summary

    def to_json(self) -> str:
        """The JSON text under the public field names."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def results(
    pipelines: Iterable[PipelineResult],
    unreadable: Mapping[str, tuple[JsonValue, ...]] | None = None,
) -> Results:
    """The results of several pipelines, counted."""
    known = tuple(pipelines)
    found = [c for p in known for c in p.comparisons]
    summary = Summary(
        pipelines=len(known),
        scenarios=sum(len(p.scenarios) for p in known),
        schedules=sum(bool(p.schedule and p.schedule.comparisons) for p in known),
        equal=sum(c.verdict is Verdict.EQUAL for c in found),
        different=sum(c.verdict is Verdict.DIFFERENT for c in found),
        told=sum(was_told(c) for c in found),
        failed=sum(c.verdict is Verdict.FAILED for c in found),
        not_run=sum(c.verdict is Verdict.NOT_RUN for c in found),
    )
    return Results(pipelines=known, unreadable=dict(unreadable or {}), summary=summary)


def was_told(comparison: Comparison) -> bool:
    """Whether the runs differ, and every difference was told beforehand."""
    return comparison.verdict is Verdict.DIFFERENT and all(d.told for d in comparison.differences)


def scenario_result(trial: Trial) -> ScenarioResult:
    """A trial as it is published."""
    return ScenarioResult(
        name=trial.scenario.name,
        run={side.name: _run_state(side) for side in trial.sides},
        tasks=tuple(_tasks(trial)),
        comparisons=trial.comparisons,
        records={side.name: side.record for side in trial.sides},
    )


def _run_state(side: Side) -> RunState | None:
    return side.record.run.state if side.record and side.record.run else None


def _tasks(trial: Trial) -> Iterable[TaskResult]:
    """The tasks that some side has, in the pipeline's order."""
    graph = Graph(trial.pipeline)
    columns = {side.name: _by_id(side, trial.reference, graph) for side in trial.sides}
    for id, task in graph.tasks.items():
        records = {name: column[id] for name, column in columns.items() if id in column}
        if records and task.role != "glue":
            yield _task(id, records, trial.comparisons)


def _task(
    id: str, records: dict[str, list[TaskRecord]], comparisons: Sequence[Comparison]
) -> TaskResult:
    differences = {c.sides[1]: [d for d in c.differences if d.task == id] for c in comparisons}
    verdicts: dict[str, Verdict] = {}
    for one in comparisons:
        first, other = one.sides
        if differences[other]:
            verdicts[other] = Verdict.DIFFERENT
        elif first in records and other in records:
            verdicts[other] = Verdict.EQUAL
    return TaskResult(
        id=id,
        states={n: tuple(dict.fromkeys(r.state for r in found)) for n, found in records.items()},
        attempts={n: max(len(r.attempts) for r in found) for n, found in records.items()},
        instances={n: sum(r.map_index is not None for r in found) for n, found in records.items()},
        verdicts=verdicts,
        told=tuple(dict.fromkeys(t for ds in differences.values() for d in ds for t in d.told)),
    )


def _by_id(side: Side, reference: RunRecord, graph: Graph) -> dict[str, list[TaskRecord]]:
    if side.record is None or side.record.runner.error is not None:
        return {}
    grouped: dict[str, list[TaskRecord]] = {}
    for record in normalised(side.record, reference, graph).values():
        grouped.setdefault(record.id, []).append(record)
    return grouped
