"""Runs that a run started, held against those that another one did: which pipeline, given what, how it ended."""

from __future__ import annotations

from collections.abc import Iterable

from polydag.runs.child.stubs import canonical, plain
from polydag.runs.record import OtherRun


def sorted_runs(runs: Iterable[OtherRun]) -> list[OtherRun]:
    """The runs in an order that says nothing of when they were: what was started at once may begin in any."""
    return sorted(runs, key=lambda one: (one.pipeline, canonical(one.params), state_of(one) or ""))


def same_run(one: OtherRun, other: OtherRun) -> bool:
    """Whether two runs are alike; one that was only asked for may have ended in any way."""
    states = {state_of(one), state_of(other)} - {None}
    return (
        one.pipeline == other.pipeline
        and plain(one.params) == plain(other.params)
        and len(states) < 2
    )


def state_of(run: OtherRun) -> str | None:
    """How it ended; None where nobody made it."""
    return run.run.state if run.run is not None else None


def run_text(run: OtherRun) -> str:
    """The run in words."""
    return f"{run.pipeline} {canonical(run.params)}: {state_of(run) or 'asked for'}"
