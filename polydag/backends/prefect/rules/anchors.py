"""The operation that does nothing."""

from __future__ import annotations

from polydag.backends.contract import Support
from polydag.backends.prefect.rules.registry import RULES
from polydag.backends.prefect.work import Site, Work
from polydag.ir.operations import Empty


@RULES.lowers(Empty, Support.NATIVE)
def empty(operation: Empty, site: Site) -> Work:
    """Empty → a task without work, which keeps its place in the order and in the run's record."""
    doc = site.task.doc or "Do nothing: other tasks wait for this one."
    return Work(name=site.base, text=f'def {site.base}() -> None:\n    """{doc}"""')
