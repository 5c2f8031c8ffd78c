"""Texts of functions for Airflow: byte for byte where they were written for it, else lowered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from polydag.backends.airflow.codes import BodyUseLost, MetadataDropped
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.policies import is_called
from polydag.backends.airflow.spelling import hook_spelling, spelling
from polydag.backends.airflow.versions.bodies import current_text
from polydag.backends.airflow.work import Work
from polydag.backends.bodies import LoweredFunction, Packing, lower
from polydag.backends.codes import HookFactLost, asked
from polydag.backends.optional import leaves_out
from polydag.ir.functions import Function
from polydag.ir.operations import Check, Choose, Gate, OfFunction
from polydag.ir.pipeline import Pipeline
from polydag.ir.tasks import Placement, Task

Words: TypeAlias = Literal["value", "tuple", "dict", "push", "outputs", "none"]


@dataclass(frozen=True)
class Text:
    """A function as it is written: its text, and how its outputs leave it."""

    text: str
    packing: Words = "value"
    pulls: tuple[tuple[str, str], ...] = ()


def task_text(function: Function, task: Task, pipeline: Pipeline, work: Work) -> Text:
    """The text of a function that a task runs."""
    if function.synthesised:
        return Text(function.text, _own_packing(function, task))
    if work.is_own:
        return Text(current_text(function, task, pipeline, work), _own_packing(function, task))
    blocking = not isinstance(task.operation, Check) or task.operation.blocking
    lowered = lower(
        function, spelling(work.logger, work.dialect, blocking), _packing(function, task, work)
    )
    _adopt(lowered, work)
    for use in lowered.unsupported:
        work.tell(
            BodyUseLost(
                pipeline=pipeline.id, function=function.name, use=_words(use.kind, use.key)
            ),
            task,
        )
    if any(use.kind == "metadata" for use in function.uses):
        work.tell(MetadataDropped(pipeline=pipeline.id, task=task.id), task)
    text = lowered.text
    if any(use.kind == "verdict" for use in function.uses):
        # A verdict ends the function; at its very end that goes without saying.
        text = lowered.signed(returns=None).removesuffix("\n    return")
    packing: Words = "value" if function.name in work.choosers else _shape(function)
    return Text(text, packing, tuple(lowered.pulls.items()))


def hook_text(
    function: Function, owner: str, events: Collection[str], work: Work, of_dag: bool
) -> str:
    """The text of a callback: Airflow calls it with the context and nothing else."""
    if work.is_own or function.synthesised or is_called(function, work):
        return function.text
    spelt = hook_spelling(work.logger, work.dialect, of_dag, events)
    lowered = lower(function, spelt, Packing())
    _adopt(lowered, work)
    if lowered.unsupported:
        what = asked(lowered.unsupported)
        work.tell(HookFactLost(pipeline=owner, function=function.name, owner=owner, what=what))
    kept = [f"{p.name}={p.default or None}" for p in function.arguments if p.kind == "positional"]
    return lowered.signed(parameters=("context", *kept))


def _own_packing(function: Function, task: Task) -> Words:
    if task.origin is not None:
        return task.origin.packing
    if any(use.kind == "push" for use in function.uses):
        return "push"
    return _shape(function)


def _shape(function: Function) -> Words:
    if leaves_out(function):
        return "dict"
    outputs = set(function.outputs)
    if outputs <= {"result"}:
        gives = function.returns_value or any(use.kind == "output" for use in function.uses)
        return "value" if gives else "none"
    return "push" if "result" in outputs else "dict"


def _packing(function: Function, task: Task, work: Work) -> Packing:
    """What is asked of the lowering: every output leaves, whether somebody reads it or not."""
    source = task.origin.packing if task.origin is not None else _guessed(function)
    match task.operation:
        case Choose(many=many):
            return Packing(source=source, outputs=function.outputs, shape="choice", many=many)
        case Gate():
            return Packing(source=source, outputs=function.outputs, shape="gate")
    if function.name in work.choosers:
        return Packing(source=source, outputs=function.outputs, shape="choice")
    shape = _shape(function)
    if shape in ("value", "none"):
        return Packing(source=source, outputs=function.outputs)
    return Packing(
        source=source,
        outputs=function.outputs,
        wanted=function.outputs,
        shape="push" if shape == "push" else "dict",
    )


def _guessed(function: Function) -> Words:
    if any(use.kind == "push" for use in function.uses):
        return "push"
    if any(use.kind == "output" for use in function.uses):
        return "outputs"
    return "value" if len(function.outputs) < 2 else "tuple"


def _adopt(lowered: LoweredFunction, work: Work) -> None:
    for module, name in lowered.imports:
        if name:
            work.airflow(module, name)
        else:
            work.imports.add_module(module)
    for statement in lowered.module:
        work.module_statements.setdefault(statement)


def _words(kind: str, key: str) -> str:
    return f"{kind} {key}".strip()


def placement(address: str, task: Task, function: Function | None, text: Text | None) -> Placement:
    """Where a task is found in the emitted code."""
    runs = isinstance(task.operation, OfFunction)
    how = "glue" if task.role == "glue" else "task"
    return Placement(
        how=how,
        address=address,
        function=function.name if function is not None and runs else None,
        packing=text.packing if text is not None else "value",
        outputs=function.outputs if function is not None else ("result",),
        mapped=task.mapping is not None,
    )


def with_pulls(flow: Flow, work: Work) -> Flow:
    """What bodies of other engines pull by themselves becomes an argument."""
    if work.is_own:
        return flow
    tasks = tuple(_given(task, flow, work) for task in flow.tasks)
    return replace(flow, tasks=tasks)


def _given(task: Task, flow: Flow, work: Work) -> Task:
    operation = task.operation
    if not isinstance(operation, OfFunction) or not operation.pulls:
        return task
    lowered = lower(
        flow.functions[operation.function], spelling(work.logger, work.dialect), Packing()
    )
    given = {
        lowered.pulls[key]: value for key, value in operation.pulls.items() if key in lowered.pulls
    }
    arguments = {**operation.arguments, **given}
    return task.model_copy(
        update={"operation": operation.model_copy(update={"arguments": arguments, "pulls": {}})}
    )


def hooks_of(flow: Flow) -> list[tuple[str, str, frozenset[str]]]:
    """Every callback: function, owner, the events that call the function."""
    pipeline = flow.pipeline
    owned = [
        (pipeline.id, pipeline.hooks),
        (pipeline.id, pipeline.defaults.hooks),
        *((t.id, t.hooks) for t in flow.tasks),
    ]
    found = [(h.function, owner, h.event) for owner, hooks in owned for h in hooks if h.function]
    events: dict[str, set[str]] = {}
    for name, _, event in found:
        events.setdefault(name, set()).add(event)
    return [(name, owner, frozenset(events[name])) for name, owner, _ in found]
