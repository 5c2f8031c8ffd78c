"""Diagnostics of the rules: operations that became something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class PollsInOp(Diagnostic):
    """A sensor of the source became an op that asks the author's function in a loop, since Dagster's own sensors start runs
    and stand in none.

    It asks as often, for as long, and a wait in vain ends as in the source; an interval that grows does so without the source's
    jitter. The op holds its process while it waits, also
    where the source freed its worker between two looks. What the whole pipeline waits for is better a `@sensor` of Dagster's
    that starts the job: write one where that is meant.
    """

    code: ClassVar[str] = "DGW216"
    text: ClassVar[str] = "`{task}` waits in a loop of its own{held}"
    held: str
