"""Every place of Airflow's example files changed (`make perturbation`): every change is seen, but for those listed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.perturbation.examples import Example, copies
from tests.perturbation.silent import LISTED, Listed, listed, named

pytestmark = pytest.mark.engines


def test_every_change_is_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    unseen: list[str] = []
    excused: set[Listed] = set()
    for example in copies(tmp_path_factory.mktemp("examples")):
        told = list(_unseen(example, excused))
        sys.stderr.write(f"{example.name}: {len(example.sites)} places, {len(told)} unseen\n")
        sys.stderr.writelines(f"    {text}\n" for text in told)
        unseen += told
    assert unseen == []
    assert {entry.what for entry in LISTED if entry not in excused} == set()


def _unseen(example: Example, excused: set[Listed]) -> Iterator[str]:
    """Places whose change is a mistake of polydag, or that nobody can see."""
    for site in example.sites:
        after = example.after(site)
        where = f"{example.name}:{site.line} {named(site)} = {site.shown}"
        for key, before in example.before.items():
            entry = listed(site, key)
            if after[key].mistakes and (entry is None or not entry.mistaken):
                yield f"{where} {key}: {after[key].mistakes[0]}"
            elif after[key].is_as(before) and entry is None:
                yield f"{where} {key}"
            elif entry is not None and (after[key].mistakes or after[key].is_as(before)):
                excused.add(entry)
