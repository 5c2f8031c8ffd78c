"""Whether two runs of one pipeline behaved the same, task by task, starting from what the pipeline says."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic import BaseModel, ConfigDict, JsonValue

from polydag.ir.graph import Graph
from polydag.ir.operations import Choose, Gate
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Placement, Task
from polydag.runs.child.stubs import plain
from polydag.runs.launched import run_text, same_run, sorted_runs
from polydag.runs.normalise import Key, is_kept, normalised
from polydag.runs.order import not_waited_for
from polydag.runs.record import TIMED_OUT, RunRecord, TaskRecord
from polydag.runs.reference.rules import accepted
from polydag.runs.waits import same_wait

# What these return says which way a run goes, and the states show that.
STEERING = ("choose", "gate", "latest", "empty")
# Whether a result was computed, or kept from an equal call.
RESULT = "attempts: the result was"


class Verdict(enum.Enum):
    """What came out of comparing two runs; only `equal` and `different` are about behaviour."""

    EQUAL = "equal"
    DIFFERENT = "different"
    FAILED = "failed to run"
    NOT_RUN = "not run"


class Difference(BaseModel):
    """One thing that differs: a field of a task, or of the run where `task` is None; `values` by side.

    `told` are the codes by which reading or writing said so beforehand.
    """

    model_config = ConfigDict(frozen=True)

    task: str | None
    map_index: int | None = None
    field: str
    values: dict[str, JsonValue]
    told: tuple[str, ...] = ()


class Comparison(BaseModel):
    """Two runs compared; `reason` says why there is no behaviour to compare."""

    model_config = ConfigDict(frozen=True)

    verdict: Verdict
    sides: tuple[str, str]
    differences: tuple[Difference, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class Side:
    """One run: what the user calls it, its record (None: there is no engine), where its tasks were found.

    `is_source` says that the user's own file ran, in which every task must be known.
    """

    name: str
    record: RunRecord | None
    placements: Mapping[str, Placement] = field(default_factory=dict)
    is_source: bool = False

    def stands(self, id: str) -> bool:
        """Whether a task of its own stands for the task."""
        place = self.placements.get(id)
        return place is None or place.how not in ("inlined", "glue")

    def is_hook(self, id: str) -> bool:
        """Whether the task is a hook here, of which only the state is known."""
        return id in self.placements and self.placements[id].how == "hook"


def compare(pipeline: Pipeline, reference: RunRecord, left: Side, right: Side) -> Comparison:
    """Compare two runs under one scenario; `reference` is the reference's record under the same one."""
    names = (left.name, right.name)
    for side in (left, right):
        if side.record is None:
            return Comparison(
                verdict=Verdict.NOT_RUN, sides=names, reason=f"{side.name}: no engine"
            )
        if side.record.runner.error is not None:
            reason = f"{side.name}: {side.record.runner.error}"
            return Comparison(verdict=Verdict.FAILED, sides=names, reason=reason)
    found = tuple(_Pair(pipeline, reference, left, right).differences())
    verdict = Verdict.DIFFERENT if found else Verdict.EQUAL
    return Comparison(verdict=verdict, sides=names, differences=found)


@dataclass(frozen=True)
class _Pair:
    """Two sides that both have a record."""

    pipeline: Pipeline
    reference: RunRecord
    left: Side
    right: Side

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.pipeline)

    @cached_property
    def tasks(self) -> tuple[dict[Key, TaskRecord], dict[Key, TaskRecord]]:
        left, right = (self._tasks(side) for side in (self.left, self.right))
        return left, right

    def differences(self) -> Iterator[Difference]:
        """All differences, tasks in the pipeline's order, the run last."""
        for task in self.graph.tasks.values():
            if self._is_compared(task.id):
                yield from self._of_task(task)
        left, right = (_run_state(side) for side in (self.left, self.right))
        if left != right:
            yield self._difference(None, None, "run state", left, right)
        yield from self._launches()
        unread = [_unread(side) for side in (self.left, self.right)]
        if any(unread):
            yield self._difference(None, None, "tasks that were not read", *unread)

    def _launches(self) -> Iterator[Difference]:
        """Runs of other pipelines that one side started and the other did not, or that were given or became something else."""
        assert self.left.record is not None
        assert self.right.record is not None
        # Runs of the pipeline itself are of other dates, which only a scheduler that catches up makes.
        left, right = (
            sorted_runs(one for one in record.others if one.pipeline != self.pipeline.id)
            for record in (self.left.record, self.right.record)
        )
        known = len(left) == len(right) and all(
            same_run(one, other) for one, other in zip(left, right, strict=True)
        )
        if not known:
            texts: list[list[JsonValue]] = [[*map(run_text, runs)] for runs in (left, right)]
            yield self._difference(None, None, "launched runs", texts[0], texts[1])

    def _tasks(self, side: Side) -> dict[Key, TaskRecord]:
        assert side.record is not None
        return normalised(side.record, self.reference, self.graph)

    def _of_task(self, task: Task) -> Iterator[Difference]:
        one, other = self.tasks
        indices = sorted({index for id, index in {*one, *other} if id == task.id}, key=_index)
        for index in indices:
            left, right = one.get((task.id, index)), other.get((task.id, index))
            if left is None or right is None:
                states = (left.state if left else None, right.state if right else None)
                yield self._difference(task, index, "state", *states)
            elif left.state != right.state:
                if not (
                    self._both_cut(task, left, right) or self._both_accepted(task, left, right)
                ):
                    yield self._difference(task, index, "state", left.state, right.state)
            else:
                yield from self._details(task, left, right)

    def _details(self, task: Task, left: TaskRecord, right: TaskRecord) -> Iterator[Difference]:
        """Attempts, waits, what was given and what came out; a hook has none of these."""
        if self.left.is_hook(task.id) or self.right.is_hook(task.id):
            return
        index = left.map_index
        attempts = [_attempts(record) for record in (left, right)]
        kept = [is_kept(record, self.graph) for record in (left, right)]
        if kept[0] != kept[1]:
            words = ["kept" if one else "computed" for one in kept]
            yield self._difference(task, index, RESULT, *words)
        elif attempts[0] != attempts[1]:
            yield self._difference(task, index, "attempts", *attempts)
        else:
            yield from self._waits(task, left, right)
        yield from self._values(task, index, "inputs", left.inputs, right.inputs)
        if task.operation.kind not in STEERING:
            yield from self._values(task, index, "outputs", left.outputs, right.outputs)
        waited: list[list[JsonValue]] = [
            [*not_waited_for(task, record, side.values(), self.graph)]
            for side, record in zip(self.tasks, (left, right), strict=True)
        ]
        if waited[0] != waited[1]:
            yield self._difference(task, index, "order: did not wait for", *waited)

    def _waits(self, task: Task, left: TaskRecord, right: TaskRecord) -> Iterator[Difference]:
        for retry, pair in enumerate(zip(left.attempts, right.attempts, strict=True), start=1):
            one, other = (attempt.retry_wait for attempt in pair)
            if retry < len(left.attempts) and not same_wait(task.retry.delays, retry, one, other):
                yield self._difference(
                    task, left.map_index, f"wait before retry {retry}", one, other
                )

    def _values(
        self,
        task: Task,
        index: int | None,
        field: str,
        left: Mapping[str, JsonValue],
        right: Mapping[str, JsonValue],
    ) -> Iterator[Difference]:
        """Values under names that both sides know; an object of a foreign class has none to compare."""
        for name in left:
            if name not in right or _is_foreign(left[name]) or _is_foreign(right[name]):
                continue
            if plain(left[name]) != plain(right[name]):
                yield self._difference(task, index, f"{field}.{name}", left[name], right[name])

    def _both_cut(self, task: Task, left: TaskRecord, right: TaskRecord) -> bool:
        """Whether the run's own time-out ended the task, or came before it: engines call what had not ended by many names."""
        return self._expected.get(
            (task.id, left.map_index), left
        ).raw_state == TIMED_OUT and "success" not in (left.state, right.state)

    @cached_property
    def _expected(self) -> dict[Key, TaskRecord]:
        return {(record.id, record.map_index): record for record in self.reference.tasks}

    def _both_accepted(self, task: Task, left: TaskRecord, right: TaskRecord) -> bool:
        """Whether both states follow from the states above on the same side, in a rule that may decide either way.

        Below such a task the sides may go on differing: each is judged by what stands above it on its own side.
        """
        above = [self._states_above(task, side) for side in self.tasks]
        allowed = [accepted(task.rule, states) for states in above]
        if (above[0] == above[1] and len(allowed[0]) < 2) or self._is_cut_off(task, left.map_index):
            return False
        return all(
            _decided(record) in decisions
            for record, decisions in zip((left, right), allowed, strict=True)
        )

    def _is_cut_off(self, task: Task, index: int | None) -> bool:
        """Whether the reference skipped it because of a choice or gate above that skips whatever the rules say."""
        expected = self._expected.get((task.id, index))
        above = (self.graph.tasks[id].operation for id in self.graph.ancestors(task.id))
        cutting = any(isinstance(one, Choose | Gate) and one.cascade for one in above)
        return cutting and expected is not None and expected.state == "skipped"

    def _states_above(self, task: Task, side: Mapping[Key, TaskRecord]) -> list[str]:
        """The states above on one side; those of tasks that are not compared come from the reference."""
        states: list[str] = []
        for id in self.graph.upstream[task.id]:
            known = side if self._is_compared(id) else self._expected
            states += [record.state for (other, _), record in known.items() if other == id]
        return states

    def _is_compared(self, id: str) -> bool:
        role = self.graph.tasks[id].role
        return role != "glue" and self.left.stands(id) and self.right.stands(id)

    def _difference(
        self, task: Task | None, index: int | None, field: str, left: JsonValue, right: JsonValue
    ) -> Difference:
        values = {self.left.name: left, self.right.name: right}
        return Difference(
            task=task.id if task else None, map_index=index, field=field, values=values
        )


def _decided(record: TaskRecord) -> str:
    return "run" if record.state in ("success", "failed") else record.state


def _run_state(side: Side) -> str | None:
    return side.record.run.state if side.record and side.record.run else None


def _unread(side: Side) -> list[JsonValue]:
    """What ran in a source although the pipeline has no such task: the reading lost it."""
    return [*side.record.extra] if side.record and side.is_source else []


def _index(index: int | None) -> int:
    return -1 if index is None else index


def _attempts(record: TaskRecord) -> list[JsonValue]:
    return [attempt.state for attempt in record.attempts]


def _is_foreign(value: JsonValue) -> bool:
    return isinstance(value, str) and value.startswith("<") and value.endswith(">")
