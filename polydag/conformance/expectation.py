"""What must happen under a scenario, written by hand from the meaning, and where a record says otherwise.

The same expectation holds for the reference, every engine and every version. What code does not show (a task that became
a hook has no attempts, one that was put into another has no state) is not asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, JsonValue

from polydag.conformance.findings import Aspect, Finding
from polydag.conformance.stated import Stated
from polydag.runs.child.stubs import plain
from polydag.runs.compare import Side
from polydag.runs.launched import run_text
from polydag.runs.normalise import Key
from polydag.runs.record import OtherRun, RunState, TaskRecord, TaskState

Pair: TypeAlias = tuple[str, str]
Tasks: TypeAlias = Mapping[Key, TaskRecord]
_INSTANCE = re.compile(r"(.+)\[(\d+)\]")


def _several(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


States = Annotated[tuple[TaskState, ...], BeforeValidator(_several)]
RunStates = Annotated[tuple[RunState, ...], BeforeValidator(_several)]


class Launched(Stated):
    """A run that the run starts: its pipeline, what it is given, how it ends (where it is made), and its tasks."""

    pipeline: str
    params: dict[str, JsonValue] = {}
    run: RunState
    tasks: dict[str, TaskState] = {}

    def is_met(self, found: OtherRun) -> bool:
        """Whether a run is this one; of one that was only asked for nothing more is known."""
        if (found.pipeline, plain(found.params)) != (self.pipeline, plain(self.params)):
            return False
        states = {task.id: task.state for task in found.tasks}
        return found.run is None or (
            found.run.state == self.run
            and all(states.get(id) == state for id, state in self.tasks.items())
        )


class Expectation(Stated):
    """What must happen; several states are equally right.

    A task is named by its id, which stands for all its instances where it is mapped, or as `id[k]`. `attempts` and
    `instances` are numbers, `waits` the seconds before each retry, `inputs` and `outputs` values by task and name, `order` pairs
    of which the first had ended before the second began. `launched` are all runs of other pipelines that tasks start, in any
    order.
    """

    run: RunStates
    tasks: dict[str, States] = {}
    instances: dict[str, int] = {}
    attempts: dict[str, int] = {}
    waits: dict[str, tuple[float, ...]] = {}
    inputs: dict[str, dict[str, JsonValue]] = {}
    outputs: dict[str, dict[str, JsonValue]] = {}
    order: tuple[Pair, ...] = ()
    launched: tuple[Launched, ...] | None = None

    def named(self) -> Iterator[str]:
        """Every task that is named, as it is named."""
        for part in (self.tasks, self.instances, self.attempts, self.waits):
            yield from part
        yield from (*self.inputs, *self.outputs)
        yield from (name for pair in self.order for name in pair)

    def open(self) -> frozenset[str]:
        """The tasks for which several states are right."""
        return frozenset(id_of(name) for name, states in self.tasks.items() if len(states) > 1)


@dataclass(frozen=True)
class Held:
    """A run that is held against an expectation; `tasks` are its records in the pipeline's own words."""

    side: Side
    tasks: Tasks

    def findings(self, expected: Expectation) -> Iterator[Finding]:
        """Whatever is not as expected, the run last."""
        for name, states in expected.tasks.items():
            yield from self._states(name, states)
        for name, count in expected.instances.items():
            found = [r for r in self._records(name) if r.map_index is not None]
            yield from self._unless(name, "state", len(found), count, "instances")
        for name, count in expected.attempts.items():
            for record in self._began(name):
                yield from self._unless(name, "attempts", len(record.attempts), count, "attempts")
        for name, seconds in expected.waits.items():
            for record in self._began(name):
                waits = tuple(a.retry_wait for a in record.attempts if a.retry_wait is not None)
                yield from self._unless(name, "wait", waits, seconds, "waits")
        yield from self._values("inputs", expected.inputs)
        yield from self._values("outputs", expected.outputs)
        for first, second in expected.order:
            yield from self._order(first, second)
        assert self.side.record is not None
        yield from self._launched(expected.launched, self.side.record.others)
        run = self.side.record.run
        state = run.state if run else None
        if state not in expected.run:
            yield Finding(None, "run", f"the run is {state}, not {_either(expected.run)}")

    def _states(self, name: str, states: Iterable[str]) -> Iterator[Finding]:
        if not self.side.stands(id_of(name)):
            return
        records = self._records(name)
        if not records:
            yield Finding(id_of(name), "state", f"{name} is absent, not {_either(states)}")
        for record in records:
            if record.state not in states:
                shown = name if record.map_index is None else f"{record.id}[{record.map_index}]"
                text = f"{shown} is {record.state}, not {_either(states)}"
                yield Finding(record.id, "state", text)

    def _values(
        self, aspect: Aspect, values: Mapping[str, Mapping[str, JsonValue]]
    ) -> Iterator[Finding]:
        for name, expected in values.items():
            for record in self._began(name):
                held = record.inputs if aspect == "inputs" else record.outputs
                for key, value in expected.items():
                    if key not in held or plain(held[key]) != plain(value):
                        text = f"{aspect}.{key} of {name}: {_shown(key, held)}, not {value!r}"
                        yield Finding(record.id, aspect, text)

    def _launched(
        self, expected: tuple[Launched, ...] | None, found: Iterable[OtherRun]
    ) -> Iterator[Finding]:
        """Each expected run is found once, and no other."""
        left = list(found)
        for one in expected or ():
            met = next((run for run in left if one.is_met(run)), None)
            if met is None:
                yield Finding(None, "launched", f"no run of {one.pipeline} as {one.run} started")
            else:
                left.remove(met)
        for run in left if expected is not None else ():
            yield Finding(None, "launched", f"not expected to start: {run_text(run)}")

    def _order(self, first: str, second: str) -> Iterator[Finding]:
        before = self._began(first)
        names = {id_of(first), *(record.address for record in before)}
        for record in self._began(second):
            if before and not names & set(record.after):
                yield Finding(record.id, "order", f"{second} did not wait for {first}")

    def _unless(
        self, name: str, aspect: Aspect, found: object, expected: object, word: str
    ) -> Iterator[Finding]:
        if found != expected:
            yield Finding(id_of(name), aspect, f"{word} of {name}: {found}, not {expected}")

    def _records(self, name: str) -> list[TaskRecord]:
        """The task's records, or that of the instance that is named."""
        if not self.side.stands(id_of(name)):
            return []
        records = [record for (id, _), record in self.tasks.items() if id == id_of(name)]
        instance = _INSTANCE.fullmatch(name)
        return [r for r in records if instance is None or r.map_index == int(instance[2])]

    def _began(self, name: str) -> list[TaskRecord]:
        """The same without hooks, of which only the state is known."""
        return [] if self.side.is_hook(id_of(name)) else self._records(name)


def id_of(name: str) -> str:
    """The task of a name that may be an instance's."""
    instance = _INSTANCE.fullmatch(name)
    return instance[1] if instance else name


def _shown(key: str, held: Mapping[str, JsonValue]) -> str:
    return repr(held[key]) if key in held else "absent"


def _either(states: Iterable[str]) -> str:
    return " or ".join(states)
