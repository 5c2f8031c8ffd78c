"""Whether a task may end as skipped by what it does itself, whatever is above it."""

from __future__ import annotations

from polydag.ir.functions import Function
from polydag.ir.operations import Operation, Wait


def skips_itself(operation: Operation, function: Function | None) -> bool:
    """Its function, if it runs one, may ask for that, or it is a wait that gives up without failing."""
    if function is not None and function.may_skip:
        return True
    return isinstance(operation, Wait) and "skip" in (operation.on_timeout, operation.on_error)
