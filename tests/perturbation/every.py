"""Every place of Airflow's example files changed (`make perturbation`): all are seen but those listed; writes arguments.json."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

import pytest

from tests.perturbation.arguments import keep, rows, uses, verdict
from tests.perturbation.examples import Example, copies
from tests.perturbation.seen import TARGETS
from tests.perturbation.silent import LISTED, Listed, listed, named
from tests.perturbation.sites import Pair

pytestmark = pytest.mark.engines


def test_every_change_is_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    unseen: list[str] = []
    excused: set[Listed] = set()
    found: dict[str, dict[Pair, Counter[str]]] = {t.key: defaultdict(Counter) for t in TARGETS}
    for example in copies(tmp_path_factory.mktemp("examples")):
        told = _try_all(example, excused, found)
        sys.stderr.write(f"{example.name}: {len(example.sites)} places, {len(told)} unseen\n")
        unseen += told
    keep(rows(found))
    assert unseen == []
    assert {entry.what for entry in LISTED if entry not in excused} == set()


def _try_all(
    example: Example, excused: set[Listed], found: dict[str, dict[Pair, Counter[str]]]
) -> list[str]:
    """The unseen places; counts what became of the arguments."""
    unseen = []
    after = {site: example.after(site) for site in example.sites}
    for site, conversions in after.items():
        for key, before in example.before.items():
            unseen += [f"{example.name}:{site.line} {m}" for m in conversions[key].mistakes]
            if conversions[key].is_as(before):
                entry = listed(site, key)
                if entry is None:
                    unseen.append(f"{example.name}:{site.line} {named(site)} = {site.shown} {key}")
                else:
                    excused.add(entry)
    for (pair, _), places in uses(example).items():
        for key, before in example.before.items():
            became = verdict(pair, before, [after[place][key] for place in places])
            found[key][pair][became] += 1
    return unseen
