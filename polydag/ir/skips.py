"""Whether a task may end as skipped by what it does itself, whatever is above it."""

from __future__ import annotations

import re

from polydag.ir.functions import Function
from polydag.ir.operations import Operation, Shell, Wait
from polydag.ir.values import Constant, walk


def skips_itself(operation: Operation, function: Function | None) -> bool:
    """Its function or command, if it runs one, may ask for that, or it is a wait that gives up without failing."""
    if function is not None and function.may_skip:
        return True
    if isinstance(operation, Shell):
        return exits_to_skip(operation)
    return isinstance(operation, Wait) and "skip" in (operation.on_timeout, operation.on_error)


def exits_to_skip(operation: Shell) -> bool:
    """Whether the command's own text names the exit code that means skipped; a program that it starts may end with it unsaid."""
    if operation.skip_on is None:
        return False
    parts = [str(part.value) for part in walk(operation.command) if isinstance(part, Constant)]
    return any(re.search(rf"\bexit\s+{operation.skip_on}\b", part) for part in parts)
