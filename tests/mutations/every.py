"""Every mutation (`make mutations`): the same code for all targets, or seen on an engine, or listed, which is held strictly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from polydag.runs.runners import Runners
from tests.mutations.judge import CASES, case, suspects
from tests.mutations.listed import LISTED
from tests.mutations.seeing import seen

pytestmark = pytest.mark.engines


@pytest.mark.parametrize("id", CASES)
def test_wrong_code_is_seen(id: str, tmp_path: Path, runners: Runners) -> None:
    chosen = [suspect for suspect in suspects(id) if suspect.name not in LISTED]
    unseen = [s.name for n, s in enumerate(chosen) if not seen(s, n, tmp_path, runners)]
    counts = f"{len(case(id).mutated) - len(suspects(id))} are the same code"
    counts += f", {len(chosen) - len(unseen)} seen, {len(suspects(id)) - len(chosen)} listed"
    sys.stderr.write(f"{id}: {len(case(id).mutated)} mutations: {counts}\n")
    assert unseen == []


@pytest.mark.parametrize("id", CASES)
def test_what_is_listed_is_not_seen(id: str, tmp_path: Path, runners: Runners) -> None:
    for turn, suspect in enumerate(s for s in suspects(id) if s.name in LISTED):
        if LISTED[suspect.name].by == "meaning":
            assert next(suspect.telling(), None) is None, suspect.name
        else:
            assert not seen(suspect, turn, tmp_path, runners), suspect.name


def test_what_is_listed_changes_the_code() -> None:
    assert set(LISTED) - {suspect.name for id in CASES for suspect in suspects(id)} == set()
