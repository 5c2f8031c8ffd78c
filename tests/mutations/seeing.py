"""Whether the code of a wrong pipeline is seen on an engine."""

from __future__ import annotations

from pathlib import Path

from polydag.runs.runners import Runners
from tests.mutations.judge import Suspect


def seen(suspect: Suspect, turn: int, folder: Path, runners: Runners) -> bool:
    """Whether an engine shows it; they take turns, since each costs a run. What is not written is seen without one."""
    if suspect.is_refused:
        return True
    first = turn % len(suspect.targets)
    targets = (*suspect.targets[first:], *suspect.targets[:first])
    return any(
        suspect.caught(target, scenario, folder / str(turn) / str(number), runners)
        for number, scenario in enumerate(suspect.telling())
        for target in targets
    )
