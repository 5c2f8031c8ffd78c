"""Diagnostics that the writers share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class NoneLeftOut(Diagnostic):
    """A task takes a list of outputs, of which the source leaves out those that were not given. Other engines hand on None
    in place of what was skipped, and a task of its own takes that out of the list.

    An output that was given and is None goes with it: give another value where that matters.
    """

    code: ClassVar[str] = "IR201"
    text: ClassVar[str] = "`{task}` is given those of `{argument}` that are not None"
    argument: str
