"""Operations that run a function of the author: each is that function as a task."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.prefect.codes import CheckAsTask
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.work import Site, Work
from polydag.ir.operations import Call, Check, Choose, Gate, OfFunction


@RULES.lowers(Call, Support.NATIVE)
def call(operation: Call, site: Site) -> Work:
    """Call → the function as a task."""
    return _authors(operation)


@RULES.lowers(Choose, Support.NATIVE)
def choose(operation: Choose, site: Site) -> Work:
    """Choose → a task that returns a label, and `if` in the flow."""
    return _authors(operation)


@RULES.lowers(Gate, Support.NATIVE)
def gate(operation: Gate, site: Site) -> Work:
    """Gate → a task that returns whether to go on, and `if` in the flow."""
    return _authors(operation)


@RULES.lowers(Check, Support.EMULATED)
def check(operation: Check, site: Site) -> Work:
    """Check → a task that fails, or warns where the check does not block."""
    site.tell(CheckAsTask(task=site.task.id, asset=operation.asset))
    return _authors(operation)


def _authors(operation: OfFunction) -> Work:
    return Work(
        name=operation.function,
        author=operation.function,
        arguments=operation.arguments,
        pulls=operation.pulls,
    )
