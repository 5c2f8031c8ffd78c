"""Whether a task may end as skipped by what it does itself, whatever is above it."""

from __future__ import annotations

import re

from polydag.ir.functions import Function
from polydag.ir.operations import Operation, Shell, Wait
from polydag.ir.values import Constant, Value

# The exit code that means skipped where nobody asked for one.
UNASKED = 99


def skips_itself(operation: Operation, function: Function | None) -> bool:
    """Its function, if it runs one, may ask for that, or it is a wait that gives up without failing."""
    if function is not None and function.may_skip:
        return True
    return isinstance(operation, Wait) and "skip" in (operation.on_timeout, operation.on_error)


def exits_as_skipped(operation: Shell) -> bool:
    """Whether the exit code that means skipped may occur: somebody asked for it, or the command names it or is not known."""
    if operation.skip_on is None:
        return False
    return operation.skip_on != UNASKED or _may_name(operation.command, str(operation.skip_on))


def _may_name(command: Value, code: str) -> bool:
    if isinstance(command, Constant):
        return re.search(rf"\b{code}\b", str(command.value)) is not None
    return True
