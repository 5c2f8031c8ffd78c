"""Tasks that a gate of the source skips although something beside it has failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from polydag.backends.dagster.facts import PASSING, Facts
from polydag.diagnostics import Diagnostic


@dataclass(frozen=True, kw_only=True)
class FailureBesideSkip(Diagnostic):
    """A gate of the source skips all that is below it, also a task that has a failed one above it beside the gate.

    In Dagster that task does not run either, but counts as held back by the failure, and the run fails, which in the source
    may succeed. `--exact` keeps states and outcome by ops that report their outcome.
    """

    code: ClassVar[str] = "DGW217"
    text: ClassVar[str] = (
        "`{task}` is held back by a failure above it, where `{gate}` would have skipped it: the run fails"
    )
    gate: str


def overruled(facts: Facts) -> dict[str, str]:
    """Tasks that a gate further above skips although something beside it may have failed, with the gate."""
    return {
        id: gate
        for gate, below in facts.gated.items()
        for id in below
        if gate not in facts.graph.upstream[id] and facts.rule(id) in PASSING
        if any(up != gate and up not in below for up in facts.graph.upstream[id])
    }
