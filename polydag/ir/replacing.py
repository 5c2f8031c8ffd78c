"""Values with some of the values inside them replaced."""

from __future__ import annotations

from collections.abc import Callable

from polydag.ir.operations import Operation
from polydag.ir.tasks import Task
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Entries,
    FamilyOutput,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
)

# The kinds of values, and the fields of operations that hold values by name.
_VALUES = (
    Code,
    Constant,
    ContextOf,
    Entries,
    FamilyOutput,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    VariableOf,
)
_BY_NAME = frozenset({"arguments", "pulls", "env"})
Change = Callable[[Value], Value | None]


def replaced(value: Value, change: Change) -> Value:
    """The value with what `change` gives in place of it, or of parts of it; None from `change` leaves a part."""
    changed = change(value)
    if changed is not None:
        return changed
    match value:
        case Items(items=items):
            return value.model_copy(update={"items": tuple(replaced(i, change) for i in items)})
        case Entries(entries=entries):
            return Entries(entries={key: replaced(v, change) for key, v in entries.items()})
        case Text(parts=parts):
            new = tuple(replaced(part, change) for part in parts)
            return value if new == parts else Text(parts=new)
        case Code(reads=reads):
            inner = {name: replaced(read, change) for name, read in reads.items()}
            # The source of a template says what was read before.
            kept = {} if inner == reads else {"template": None}
            return value.model_copy(update={"reads": inner, **kept})
        case Lookup(default=default) if default is not None:
            return value.model_copy(update={"default": replaced(default, change)})
    return value


def with_values(task: Task, change: Change) -> Task:
    """The task with what it is given, mapped over or pulls by itself changed."""
    update: dict[str, object] = {}
    if task.mapping is not None:
        over = {name: replaced(value, change) for name, value in task.mapping.over.items()}
        update["mapping"] = task.mapping.model_copy(update={"over": over})
    operation = operation_with_values(task.operation, change)
    if operation is not task.operation:
        update["operation"] = operation
    return task.model_copy(update=update) if update else task


def operation_with_values(operation: Operation, change: Change) -> Operation:
    """The operation with what it is given or pulls by itself changed; the very one where nothing changes."""
    update: dict[str, object] = {}
    for name in operation.model_fields_set:
        given = getattr(operation, name)
        if isinstance(given, _VALUES):
            update[name] = replaced(given, change)
        elif name in _BY_NAME and given:
            update[name] = {key: replaced(value, change) for key, value in given.items()}
    changed = {name: new for name, new in update.items() if new != getattr(operation, name)}
    return operation.model_copy(update=changed) if changed else operation
