"""What a task is given and what of that other tasks made."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.ir.operations import (
    Act,
    Call,
    Check,
    Choose,
    Dbt,
    Empty,
    Gate,
    Latest,
    Launch,
    Notify,
    Opaque,
    Operation,
    Script,
    Shell,
    Wait,
)
from polydag.ir.tasks import Task
from polydag.ir.values import FamilyOutput, OutputOf, Value, walk


def arguments_of(operation: Operation) -> dict[str, Value]:
    """The values that an operation is given, by name; what its body pulls by itself is left out."""
    match operation:
        case Call() | Choose() | Gate() | Check() | Wait() | Act() | Opaque():
            return dict(operation.arguments)
        case Shell():
            return {"command": operation.command} | _surroundings(operation)
        case Script():
            return dict(operation.arguments) | _surroundings(operation)
        case Dbt():
            named = {
                "project": operation.project,
                "profiles": operation.profiles,
                "select": operation.select,
            }
            words = {f"word_{place}": word for place, word in enumerate(operation.command, 1)}
            return words | {name: value for name, value in named.items() if value is not None}
        case Notify():
            named = {
                "message": operation.message,
                "subject": operation.subject,
                "to": operation.to,
            }
            return {name: value for name, value in named.items() if value is not None}
        case Launch():
            named = {
                "pipeline": operation.pipeline,
                "conf": operation.conf,
                "run_id": operation.run_id,
                "date": operation.date,
            }
            return {name: value for name, value in named.items() if value is not None}
        case Empty() | Latest():
            return {}


def _surroundings(operation: Shell | Script) -> dict[str, Value]:
    """The environment and the folder of a command."""
    folder = {"cwd": operation.cwd} if operation.cwd is not None else {}
    return (operation.env or {}) | folder


def outputs_read(task: Task) -> Iterable[OutputOf | FamilyOutput]:
    """Outputs among the values that a task is given or mapped over."""
    values = [*arguments_of(task.operation).values()]
    if task.mapping is not None:
        values += task.mapping.over.values()
    return outputs_of(values)


def outputs_pulled(task: Task) -> Iterable[OutputOf | FamilyOutput]:
    """Outputs that the body pulls by itself."""
    pulls = getattr(task.operation, "pulls", {})
    return outputs_of(pulls.values())


def outputs_of(values: Iterable[Value]) -> Iterable[OutputOf | FamilyOutput]:
    """The outputs inside values."""
    return [
        inner
        for value in values
        for inner in walk(value)
        if isinstance(inner, OutputOf | FamilyOutput)
    ]
