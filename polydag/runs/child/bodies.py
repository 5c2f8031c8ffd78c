"""What a stub does in place of an author's function: record, fail or return, as the scenario says."""

from __future__ import annotations

import copy
import time
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from polydag.runs.child.hanging import StubHangs
from polydag.runs.child.job import Job, Scenario, Task
from polydag.runs.child.journal import Index, Journal
from polydag.runs.child.stubs import StubExit, StubFailure, StubSkip, derive, element

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Place:
    """Where a stub runs: the address, the instance and the number of the attempt, from 1."""

    address: str
    index: Index
    attempt: int


@dataclass(frozen=True)
class Bodies:
    """The stubs of one run."""

    scenario: Scenario
    journal: Journal
    hanged: set[tuple[str, Place]] = field(default_factory=set)
    looks: Counter[tuple[str, Place]] = field(default_factory=Counter)

    @staticmethod
    def of(job: Job, journal: Journal) -> Bodies:
        """Return the stubs under the job's scenario."""
        return Bodies(job.scenario, journal)

    def run(self, task: Task, place: Place, inputs: dict[str, object]) -> dict[str, object]:
        """Return the value of each output; whoever gives them to the engine calls `end` then.

        Raises:
            StubFailure: this attempt shall fail.
            StubSkip: this task shall be skipped.
            StubExit: the command of this task shall end with the code that means it.
            StubHangs: this attempt shall hang, and go on with another call where nothing ends it.
        """
        self.journal.given(place.address, place.index, inputs)
        self._pause(task, place)
        if of(self.scenario.skip, task.id, place.index):
            if task.skip_on is not None:
                raise StubExit(task.skip_on)
            raise StubSkip(f"{task.id} is skipped")
        if is_asked(self.scenario.fail, task.id, place.index, place.attempt):
            raise StubFailure(f"{task.id} fails")
        counted = inputs
        if task.counted is not None:
            counted = {name: inputs[name] for name in task.counted if name in inputs}
        outputs = {
            output: copy.deepcopy(self._value(task, place.index, output, counted))
            for output in task.outputs
            if f"{task.id}.{output}" not in self.scenario.leave_out
        }
        for name in task.changes:
            _change(inputs.get(name), task.id)
        return outputs

    def end(self, task: Task, place: Place) -> None:
        """Raise StubFailure where this attempt shall fail although its body has done all that it does."""
        if is_asked(self.scenario.fail_late, task.id, place.index, place.attempt):
            raise StubFailure(f"{task.id} fails after its body")

    def sees(self, task: Task, place: Place) -> bool:
        """Tell whether this look of a wait finds something."""
        self.looks[task.id, place] += 1
        asked = at(self.scenario.wait, task.id, place.index, 0)
        return 0 <= asked < self.looks[task.id, place]

    def chosen(self, task: Task, index: Index) -> object:
        """Return the label, or labels, that a choice returns; None takes no branch."""
        labels = task.choice or ()
        default = labels[0] if labels else None
        chosen = at(self.scenario.choose, task.id, index, default)
        return list(chosen) if isinstance(chosen, (list, tuple)) else chosen

    def _pause(self, task: Task, place: Place) -> None:
        """Take as long as the scenario wants; who hanged once does not hang again when it is called anew."""
        known = (task.id, place)
        if known in self.hanged:
            return
        if is_asked(self.scenario.hang, task.id, place.index, place.attempt):
            self.hanged.add(known)
            raise StubHangs
        time.sleep(at(self.scenario.delay, task.id, place.index, 0.0))

    def _value(self, task: Task, index: Index, output: str, inputs: Mapping[str, object]) -> object:
        values = self.scenario.values
        if f"{task.id}[{index}]" in values and output in ("result", task.outputs[0]):
            return values[f"{task.id}[{index}]"]
        if f"{task.id}.{output}" in values:
            return values[f"{task.id}.{output}"]
        if task.id in values and output in ("result", task.outputs[0]):
            return values[task.id]
        annotation = task.annotation
        if task.returns in ("tuple", "dict", "outputs") and len(task.outputs) > 1:
            position = task.outputs.index(output)
            annotation = element(annotation, position, len(task.outputs))
        elif output != "result" and task.returns == "push":
            annotation = None
        return derive(task.id, output, inputs, annotation)


def _change(value: object, by: str) -> None:
    """Leave a mark in what can be changed in place, for whoever else holds the same object."""
    mark = f"changed by {by}"
    match value:
        case list():
            value.append(mark)
        case dict():
            value[mark] = True
        case set():
            value.add(mark)


def of(named: Collection[str], id: str, index: Index) -> bool:
    """Tell whether a task, or this instance of it, is among those that are named."""
    return id in named or f"{id}[{index}]" in named


def at(named: Mapping[str, Asked], id: str, index: Index, otherwise: Asked) -> Asked:
    """Return what is asked of an instance, else of its task."""
    return named.get(f"{id}[{index}]", named.get(id, otherwise))


def is_asked(named: Mapping[str, int], id: str, index: Index, attempt: int) -> bool:
    """Tell whether this attempt is among the first so many that are asked for; -1 asks for all."""
    asked = at(named, id, index, 0)
    return asked < 0 or attempt <= asked


@dataclass(frozen=True)
class Seen:
    """What stands in for a look's answer that hands a value on: emitted code asks it for no more than its value."""

    value: object


def shaped(task: Task, outputs: dict[str, object]) -> object:
    """Return what the author's function would have returned, given the value of each output."""
    if task.waits is not None:
        return Seen(next(iter(outputs.values()), None)) if task.waits == "value" else True
    if task.returns == "none":
        return None
    if task.returns == "tuple":
        return tuple(outputs.values())
    if task.returns == "dict":
        return dict(outputs)
    if task.returns == "push":
        return outputs.get("result")
    return next(iter(outputs.values()), None)


def unshaped(task: Task | None, value: object) -> dict[str, object]:
    """Return the outputs that a function gave, by name: the other way of `shaped`."""
    if task is None:
        return {"result": value}
    if task.returns == "tuple" and isinstance(value, (tuple, list)):
        return dict(zip(task.outputs, value, strict=False))
    if task.returns == "value" and task.outputs:
        return {task.outputs[0]: value}
    return {"result": value}
