"""What stands in for a task's body, the same on every engine: its outputs, their types, the inputs that count."""

from __future__ import annotations

from polydag.ir.functions import Function
from polydag.ir.operations import Call, Check, Gate, Latest, Launch, OfFunction, Shell, Wait
from polydag.ir.pipeline import Module
from polydag.ir.skips import exits_to_skip
from polydag.ir.tasks import Task
from polydag.ir.values import FamilyOutput, Items, OutputOf, Value
from polydag.runs.child.stubs import element
from polydag.runs.protocol import Waits
from polydag.syntax.changing import changed_parameters


def function_of(task: Task, module: Module) -> Function | None:
    """The author's function that the task runs, if it runs one."""
    operation = task.operation
    return module.functions.get(operation.function) if isinstance(operation, OfFunction) else None


def is_stubbed(task: Task, module: Module) -> bool:
    """Whether a stub replaces the body: the author's own and what reaches outside, never what polydag made."""
    function = function_of(task, module)
    if task.role == "glue" or (function is not None and function.synthesised):
        return False
    return task.operation.kind != "empty"


def waits(task: Task, module: Module) -> Waits | None:
    """Whether the task waits, and whether its function then hands a value on."""
    if not isinstance(task.operation, Wait):
        return None
    function = function_of(task, module)
    uses = () if function is None else function.uses
    return "value" if any(use.kind == "seen" for use in uses) else "found"


def skips(task: Task, module: Module) -> bool:
    """Whether the author's function may ask for its task to be skipped, or a command end with the code that means it."""
    if isinstance(task.operation, Shell):
        return exits_to_skip(task.operation)
    function = function_of(task, module)
    return function is not None and function.may_skip


def left_out(task: Task, module: Module) -> tuple[str, ...]:
    """The outputs that a task which gives several may leave out."""
    function = function_of(task, module)
    if function is None or len(function.outputs) < 2 or not isinstance(task.operation, Call):
        return ()
    return function.optional


def counted(task: Task) -> tuple[str, ...]:
    """The inputs that a stub's value depends on: what comes straight from other tasks, under the author's names.

    Constants and expressions are left out, since an engine's code may hold them in the body.
    """
    operation = task.operation
    if not isinstance(operation, OfFunction):
        return ()
    direct = [name for name, value in operation.arguments.items() if _is_direct(value)]
    mapped = [name for name in task.mapping.over if name != "**"] if task.mapping else []
    whole = [name for name, value in operation.pulls.items() if not getattr(value, "path", ())]
    return tuple(dict.fromkeys((*direct, *mapped, *whole)))


def changes(task: Task, module: Module) -> tuple[str, ...]:
    """The arguments, each an output of another task, that the author's function changes in place."""
    operation, function = task.operation, function_of(task, module)
    if function is None or not isinstance(operation, OfFunction):
        return ()
    changed = changed_parameters(function.text)
    given = operation.arguments.items()
    return tuple(name for name, value in given if isinstance(value, OutputOf) and name in changed)


def _is_direct(value: Value) -> bool:
    match value:
        case OutputOf(path=path):
            return not path
        case FamilyOutput():
            return True
        case Items(items=items):
            return bool(items) and all(_is_direct(item) for item in items)
        case _:
            return False


def annotated(task: Task, module: Module) -> dict[str, str | None]:
    """The outputs of a task by name, with the annotation of each where the author gave one."""
    function = function_of(task, module)
    if isinstance(task.operation, Latest):
        return {"result": "bool"}
    if isinstance(task.operation, Launch):
        return {}
    if function is None:
        plain = isinstance(task.operation, Shell) and task.operation.processor is None
        return {"result": "str" if plain else None}
    if isinstance(task.operation, Check | Gate):
        return {"result": "bool"}
    if isinstance(task.operation, Wait):
        return {"result": None if waits(task, module) == "value" else "None"}
    names = function.outputs
    if function.types and function.returns is None:
        return {name: function.types.get(name) for name in names}
    if len(names) < 2 or "result" in names:
        return {
            name: function.returns if name == "result" or len(names) < 2 else None for name in names
        }
    return {
        name: element(function.returns, position, len(names)) for position, name in enumerate(names)
    }
