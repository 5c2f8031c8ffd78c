"""Runs a pipeline of the IR by itself, without any orchestrator, and prints the record of the run."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Literal, cast

from pydantic import JsonValue

from polydag.ir.expand import tasks_given
from polydag.ir.graph import Graph
from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.reads import outputs_read
from polydag.ir.tasks import Group, Handler, Task
from polydag.ir.tasks import Mapping as Mapped
from polydag.runs.assumed import environment_of
from polydag.runs.child.journal import REFUSED
from polydag.runs.dates import DATE
from polydag.runs.launches import launched, narrowed
from polydag.runs.parameter_types import RefusedError
from polydag.runs.parameters import taken_by
from polydag.runs.protocol import JobScenario
from polydag.runs.record import (
    TIMED_OUT,
    Attempt,
    OtherRun,
    RunnerReport,
    RunOutcome,
    RunRecord,
    TaskRecord,
)
from polydag.runs.reference.attempts import HANGS, Attempts
from polydag.runs.reference.choices import skipped_by
from polydag.runs.reference.dependencies import Dependencies
from polydag.runs.reference.facts import facts_of
from polydag.runs.reference.known import Known, UnknownValueError
from polydag.runs.reference.outcome import run_state
from polydag.runs.reference.process import Process, WorkerGoneError
from polydag.runs.reference.requests import setup, tree
from polydag.runs.reference.rules import Decision, decide
from polydag.runs.steering import steered
from polydag.runs.stubbing import left_out

Message = dict[str, JsonValue]


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """Under which a run is made; `file` and `root` say where the module's code belongs, `above` which pipelines started it."""

    scenario: JobScenario = field(default_factory=JobScenario)
    bodies: Literal["stub", "real"] = "stub"
    logical_date: str = DATE
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    assumed: Mapping[str, JsonValue] = field(default_factory=dict)
    file: Path = Path("module.py")
    root: Path = Path()
    log: int = subprocess.DEVNULL
    above: tuple[str, ...] = ()
    kept: Path | None = None


def run(module: Module, pipeline: Pipeline, conditions: Conditions = Conditions()) -> RunRecord:
    """The record of one run; what the reference cannot do is the runner's error, never a behaviour.

    Where the scenario asks for several runs it is the last of them. The ones before leave results that are kept, and what
    real bodies did; else they are not made.
    """
    run_here = (pipeline, *launched(module, pipeline))
    if not any(task.cache for one in run_here for task in Graph(one).tasks.values()):
        earlier = conditions.scenario.runs - 1 if conditions.bodies == "real" else 0
        return _last(module, pipeline, conditions, earlier)
    with tempfile.TemporaryDirectory() as folder:
        keeping = replace(conditions, kept=Path(folder))
        return _last(module, pipeline, keeping, conditions.scenario.runs - 1)


def _last(module: Module, pipeline: Pipeline, conditions: Conditions, earlier: int) -> RunRecord:
    for _ in range(earlier):
        _once(module, pipeline, conditions)
    return _once(module, pipeline, conditions)


def _once(module: Module, pipeline: Pipeline, conditions: Conditions) -> RunRecord:
    began = time.monotonic()
    record = RunRecord(engine="reference", engine_version=version("polydag"), pipeline=pipeline.id)
    try:
        values = taken_by(pipeline, conditions.params)
    except RefusedError as error:
        return _refused(record, pipeline, conditions, f"{REFUSED}: {error}")
    try:
        with Process(setup_of(module, pipeline, conditions, values), conditions.log) as process:
            done = _Run(module, pipeline, conditions, process, values)
            done.all()
            update = {
                "run": done.outcome(),
                "tasks": tuple(done.records),
                "others": tuple(done.others),
            }
    except (UnknownValueError, UnsupportedError, WorkerGoneError) as error:
        update = {"runner": RunnerReport(seconds=_since(began), error=str(error))}
    return record.model_copy(update={"runner": RunnerReport(seconds=_since(began)), **update})


class UnsupportedError(ValueError):
    """The pipeline uses something that the reference does not interpret."""


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


def _refused(
    record: RunRecord, pipeline: Pipeline, conditions: Conditions, reason: str
) -> RunRecord:
    """The record of a run that does not start."""
    tasks = tuple(TaskRecord(id=id, state="not_run") for id in Dependencies(pipeline).tasks)
    run = RunOutcome(
        state="failed",
        raw_state=reason,
        logical_date=conditions.logical_date,
        params=dict(conditions.params),
    )
    return record.model_copy(update={"run": run, "tasks": tasks})


def setup_of(
    module: Module, pipeline: Pipeline, conditions: Conditions, values: Mapping[str, JsonValue]
) -> Message:
    """What the worker of one run is told first; `values` are those of the parameters."""
    scenario = conditions.scenario
    return setup(module) | {
        "real": conditions.bodies == "real",
        "facts": facts_of(pipeline, conditions.logical_date),
        "parameters": dict(values),
        "declared": [parameter.name for parameter in pipeline.parameters if parameter.declared],
        "assumed": dict(conditions.assumed),
        "environment": {**environment_of("reference", conditions.assumed)},
        "scenario": scenario.model_dump(mode="json")
        | {"values": steered(module, pipeline, scenario)},
        "kept": None if conditions.kept is None else str(conditions.kept),
        "file": str(conditions.file.absolute()),
        "root": str(conditions.root.absolute()),
    }


@dataclass
class _Run:
    """The state of one run: what became of the tasks so far."""

    module: Module
    pipeline: Pipeline
    conditions: Conditions
    process: Process
    parameters: Mapping[str, JsonValue]
    states: dict[str, tuple[str, ...]] = field(default_factory=dict)
    records: list[TaskRecord] = field(default_factory=list)
    skipped: set[tuple[str, int | None]] = field(default_factory=set)
    sizes: dict[tuple[str, ...], int] = field(default_factory=dict)
    others: list[OtherRun] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @cached_property
    def dependencies(self) -> Dependencies:
        return Dependencies(self.pipeline)

    @cached_property
    def attempts(self) -> Attempts:
        known = Known(self.conditions.assumed, self._evaluate)
        ask, launch = self.process.ask, self._launch
        return Attempts(self.module, self.pipeline, known, ask, launch, self._left)

    def _left(self) -> float | None:
        """The seconds until the run's own time-out; stubs take no time."""
        limit = self.pipeline.timeout
        if limit is None or self.conditions.bodies == "stub":
            return None
        known = Known(self.conditions.assumed, self._evaluate)
        return max(0.0, known.number(limit) - (time.monotonic() - self.began))

    def _is_over(self) -> bool:
        return self._left() == 0.0

    def all(self) -> None:
        """Run every task in order."""
        for id in self.dependencies.order:
            self._task(self.dependencies.tasks[id])
        rank = {id: position for position, id in enumerate(self.dependencies.tasks)}
        self.records.sort(key=lambda record: (rank[record.id], record.map_index or 0))

    def outcome(self) -> RunOutcome:
        """The end of the run."""
        return RunOutcome(
            state="failed" if self._is_over() else run_state(self.states, self.dependencies),
            raw_state=TIMED_OUT if self._is_over() else None,
            logical_date=self.conditions.logical_date,
            params=dict(self.parameters),
        )

    def _task(self, task: Task) -> None:
        if self._is_over():
            self._settle(task, TaskRecord(id=task.id, state="not_run", raw_state=TIMED_OUT))
            return
        group = self.dependencies.graph.mapped.around(task)
        if group is not None and self._is_expanded(group):
            count = self.sizes[group.path]
            each = [self._one(task, index) for index in range(count)]
            self._settle(task, *(each or [TaskRecord(id=task.id, state="skipped")]))
            return
        decision = self._decision(task, None)
        if decision != "run" or group is not None:
            state = "upstream_failed" if decision == "run" else decision
            self._settle(task, TaskRecord(id=task.id, state=state))
        elif task.mapping is None:
            self._settle(task, self._one(task, None))
        else:
            self._settle(task, *self._instances(task))

    def _one(self, task: Task, index: int | None) -> TaskRecord:
        """A task that is not mapped, or an instance of one in a mapped group, whose choices are that instance's own."""
        decision = self._decision(task, index)
        if decision != "run":
            return TaskRecord(id=task.id, map_index=index, state=decision)
        record, result = self.attempts.run(task, index, self._after(task, index))
        if self._is_over() and record.state == "failed":
            record = record.model_copy(update={"raw_state": TIMED_OUT})
        if record.state == "success":
            for id in skipped_by(task.id, result, self.dependencies):
                if index is None or self._is_beside(task, self.dependencies.tasks[id]):
                    self.skipped.add((id, index))
        return record

    def _is_expanded(self, group: Group) -> bool:
        """Expand a mapped group once what it is mapped over is there; it is not where that did not succeed."""
        if group.path in self.sizes:
            return True
        tasks = self.dependencies.tasks
        members = [task for task in tasks.values() if self._stands_in(task, group)]
        outputs = self.dependencies.graph.mapped.all_collections(members[0])
        above = {id for output in outputs for id in tasks_given(output, self.pipeline)}
        states = {id: set(self.states.get(id, ())) for id in above}
        spoilt = {"failed", "upstream_failed", "not_run"}
        for id, found in states.items():
            if found & spoilt or (tasks[id].mapping is None and "skipped" in found):
                return False
        assert group.mapping is not None
        answer = self._expand(".".join(group.path), group.mapping, [task.id for task in members])
        if "error" not in answer:
            self.sizes[group.path] = cast("int", answer["count"])
        return "error" not in answer

    def _stands_in(self, task: Task, group: Group) -> bool:
        return self.dependencies.graph.mapped.around(task) is group

    def _settle(self, task: Task, *records: TaskRecord) -> None:
        self.records += records
        self.states[task.id] = tuple(record.state for record in records)

    def _decision(self, task: Task, index: int | None) -> Decision:
        """What becomes of a task; of an instance in a mapped group, whose upstreams there are those of the same index."""
        if (task.id, index) in self.skipped or (task.id, None) in self.skipped:
            return "skipped"
        handler = self.dependencies.handler_of_body.get(task.id)
        if handler is not None and (held := self._held_back(handler)):
            return held
        above = self.dependencies.upstream[task.id]
        states = [state for id in above for state in self._seen(id, task, index)]
        setups = [
            state
            for id in above
            if id in self.dependencies.tasks and self.dependencies.tasks[id].role == "setup"
            for state in self._seen(id, task, index)
        ]
        return decide(task.rule, states, setups)

    def _seen(self, id: str, task: Task, index: int | None) -> tuple[str, ...]:
        """The states of an upstream as a task sees them, or one instance of it.

        An output that was left out is like a task that was skipped.
        """
        upstream = self.dependencies.tasks.get(id)
        if index is not None and upstream is not None and self._is_beside(upstream, task):
            return (self._states(id)[index],)
        asked = self.optional.get(id)
        if asked is None or self.states[id] != ("success",):
            return self._states(id)
        read = [output.output for output in outputs_read(task) if output.task == id]
        read += [
            edge.output or ""
            for edge in self.dependencies.graph.edges
            if (edge.upstream, edge.downstream) == (id, task.id)
        ]
        given = next(record.outputs for record in self.records if record.id == id)
        missing = {output for output in read if output in asked and output not in given}
        kept = set(read) - missing
        return (*("skipped" for _ in missing), *("success" for _ in kept))

    @cached_property
    def optional(self) -> dict[str, tuple[str, ...]]:
        """The outputs that tasks which give several may leave out."""
        found = {id: left_out(task, self.module) for id, task in self.dependencies.tasks.items()}
        return {id: outputs for id, outputs in found.items() if outputs}

    def _is_beside(self, one: Task, other: Task) -> bool:
        return self.dependencies.graph.mapped.together(one, other)

    def _held_back(self, handler: Handler) -> Decision | None:
        """Why the body of a `try`'s handler does not run, if it does not."""
        states = [state for id in handler.tries for state in self.states[id]]
        if "failed" in states:
            return None
        return "upstream_failed" if "upstream_failed" in states else "skipped"

    def _states(self, id: str) -> tuple[str, ...]:
        """The states of a task, or the one of a whole `try` with its handler."""
        handler = self.dependencies.handlers.get(id)
        if handler is None:
            return self.states[id]
        tried = {state for task in handler.tries for state in self.states[task]}
        if "failed" in tried:
            body = {state for task in handler.body for state in self.states[task]}
            return ("success",) if handler.join and body <= {"success", "skipped"} else ("failed",)
        for state in ("upstream_failed", "not_run"):
            if state in tried:
                return (state,)
        return ("skipped",) if tried == {"skipped"} else ("success",)

    def _instances(self, task: Task) -> list[TaskRecord]:
        """Expand a mapped task and run each instance; an empty collection skips it."""
        assert task.mapping is not None
        answer = self._expand(task.id, task.mapping, [])
        if "error" in answer:
            return [_unexpanded(task, answer)]
        records: list[TaskRecord] = []
        for index in range(cast("int", answer["count"])):
            stop = task.mapping.stop_on_failure and any(r.state == "failed" for r in records)
            records.append(
                TaskRecord(id=task.id, map_index=index, state="not_run")
                if stop
                else self.attempts.run(task, index, self._after(task, index))[0]
            )
        return records or [TaskRecord(id=task.id, state="skipped")]

    def _expand(self, owner: str, mapping: Mapped, members: list[str]) -> Message:
        """The answer of the worker to how many instances there are."""
        over: Message = {name: tree(v, self.pipeline) for name, v in mapping.over.items()}
        message: Message = {"do": "expand", "task": owner, "mode": mapping.mode, "over": over}
        return self.process.ask(message | {"members": [*members]}, HANGS)

    def _launch(self, id: str, conf: Message) -> bool:
        """Run another pipeline of the module by itself; one of another file is only asked for."""
        conditions = self.conditions
        above = (*conditions.above, self.pipeline.id)
        if id in above:
            raise UnsupportedError(f"`{id}` is launched by itself: {' → '.join((*above, id))}")
        other = next((one for one in self.module.pipelines if one.id == id), None)
        if other is None and conditions.bodies == "real":
            raise UnsupportedError(f"`{id}`, which is launched, is no pipeline of this file")
        if other is None:
            self.others.append(OtherRun(pipeline=id, params=conf))
            return False
        scenario = narrowed(conditions.scenario, id)
        record = _once(
            self.module,
            other,
            replace(conditions, scenario=scenario, params=conf, above=above),
        )
        if record.run is None:
            raise UnsupportedError(f"`{id}`, which is launched: {record.runner.error}")
        outcome = record.run.model_copy(update={"logical_date": None})
        self.others.append(OtherRun(pipeline=id, params=conf, run=outcome, tasks=record.tasks))
        self.others += record.others
        return record.run.state == "failed"

    def _after(self, task: Task, index: int | None) -> tuple[str, ...]:
        """The tasks that surely ended before: all above that ran, in a mapped group in the same instance."""
        waits = self.dependencies.ancestors(task.id)
        tasks = self.dependencies.tasks
        beside = {id for id in waits if self._is_beside(tasks[id], task)}
        ran = (r for r in self.records if r.id in waits and r.attempts)
        return tuple(sorted({r.id for r in ran if r.id not in beside or r.map_index == index}))

    def _evaluate(self, scalar: Symbolic) -> JsonValue:
        request: Message = {"code": scalar.text, "names": list(scalar.names), "reads": {}}
        answer = self.process.ask({"do": "evaluate", "tree": request}, HANGS)
        return answer.get("value")


def _unexpanded(task: Task, answer: Message) -> TaskRecord:
    """A mapped task whose collection cannot be mapped over has failed."""
    failed = Attempt(state="failed", error=str(answer["error"]), message=str(answer["message"]))
    return TaskRecord(id=task.id, state="failed", attempts=(failed,))
