"""Whether a task may end as skipped by what it does itself, whatever is above it."""

from __future__ import annotations

import re

from polydag.ir.functions import Function
from polydag.ir.operations import OfShell, Operation, Script, Shell, Wait
from polydag.ir.values import Constant, walk

# The exit code that means skipped where nobody asked for one.
UNASKED = 99


def skips_itself(operation: Operation, function: Function | None) -> bool:
    """Its function or command, if it runs one, may ask for that, or it is a wait that gives up without failing."""
    if function is not None and function.may_skip:
        return True
    if isinstance(operation, Shell | Script):
        return exits_to_skip(operation, function)
    return isinstance(operation, Wait) and "skip" in (operation.on_timeout, operation.on_error)


def exits_to_skip(operation: OfShell, function: Function | None = None) -> bool:
    """Whether the exit code that means skipped is one that somebody asked for, or the text of the command, or of the function
    that makes it, names it.

    A program that the command starts may end with Airflow's own code unsaid.
    """
    if operation.skip_on is None:
        return False
    if operation.skip_on != UNASKED:
        return True
    if isinstance(operation, Shell):
        values = walk(operation.command)
        parts = [str(part.value) for part in values if isinstance(part, Constant)]
    else:
        parts = [function.text] if function is not None else []
    return any(re.search(rf"\bexit\s+{operation.skip_on}\b", part) for part in parts)
