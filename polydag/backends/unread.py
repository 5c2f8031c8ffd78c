"""What is carried of a call that no rule reads: the arguments that a target can say, in the task that raises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from polydag.ir.operations import Opaque
from polydag.ir.values import Code, Lookup, Value, walk
from polydag.rendering.strings import string

# The name of the mapping in the task's function.
ARGUMENTS = "arguments"


def sayable(operation: Opaque) -> dict[str, Value]:
    """The arguments that the task's function says; the others stand in the call above it.

    Expressions may read what the target has no name for, and what is looked up may be a secret.
    """
    return {
        name: value
        for name, value in operation.arguments.items()
        if not any(isinstance(part, Code | Lookup) for part in walk(value))
    }


def carried(said: Mapping[str, str]) -> list[str]:
    """The statement that names the arguments, given as code; none where there is nothing to say."""
    entries = [f"    {string(name)}: {text}," for name, text in said.items()]
    return [f"{ARGUMENTS} = {{", *entries, "}"] if entries else []


def message(code: str, operation: Opaque, task: str, rows: Iterable[str] = ()) -> str:
    """The message of what raises, as code; it says where more stands, and shows the arguments of the run."""
    text = (
        f"{code}: no rule reads {operation.class_name} (see MIGRATION.md): write what `{task}` does"
    )
    if not rows:
        return string(text)
    return string(text.replace("{", "{{").replace("}", "}}") + " with {}") + f".format({ARGUMENTS})"
