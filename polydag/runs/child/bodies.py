"""What a stub does in place of an author's function: record, fail or return, as the scenario says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polydag.runs.child.job import Job, Scenario, Task
from polydag.runs.child.journal import Index, Journal
from polydag.runs.child.stubs import StubFailure, derive, element


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

    @staticmethod
    def of(job: Job, journal: Journal) -> Bodies:
        """Return the stubs under the job's scenario."""
        return Bodies(job.scenario, journal)

    def run(self, task: Task, place: Place, inputs: dict[str, object]) -> dict[str, object]:
        """Return the value of each output; raise StubFailure where this attempt shall fail."""
        self.journal.given(place.address, place.index, inputs)
        if self._fails(task, place):
            raise StubFailure(f"{task.id} fails")
        counted = inputs
        if task.counted is not None:
            counted = {name: inputs[name] for name in task.counted if name in inputs}
        return {output: self._value(task, output, counted) for output in task.outputs}

    def chosen(self, task: Task) -> object:
        """Return the label, or labels, that a choice returns; None takes no branch."""
        labels = task.choice or ()
        default = labels[0] if labels else None
        chosen = self.scenario.choose.get(task.id, default)
        return list(chosen) if isinstance(chosen, (list, tuple)) else chosen

    def _fails(self, task: Task, place: Place) -> bool:
        fail = self.scenario.fail
        asked = fail.get(f"{task.id}[{place.index}]", fail.get(task.id, 0))
        return asked < 0 or place.attempt <= asked

    def _value(self, task: Task, output: str, inputs: Mapping[str, object]) -> object:
        values = self.scenario.values
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


def shaped(task: Task, outputs: dict[str, object]) -> object:
    """Return what the author's function would have returned, given the value of each output."""
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
