"""Negative control on the real engines: code that is written from a wrong pipeline behaves otherwise, and the comparison says so.

Here a few mutations of every case; `make mutations` runs `every.py`, which tries all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.runs.runners import Runners
from tests.mutations.judge import CASES
from tests.mutations.sample import sample
from tests.mutations.seeing import seen

pytestmark = pytest.mark.engines
FEW = 3


@pytest.mark.parametrize("id", CASES)
def test_wrong_code_is_seen(id: str, tmp_path: Path, runners: Runners) -> None:
    chosen = sample(id, FEW)
    assert len(chosen) == FEW
    for turn, suspect in enumerate(chosen, start=CASES.index(id)):
        assert seen(suspect, turn, tmp_path, runners), suspect.name
