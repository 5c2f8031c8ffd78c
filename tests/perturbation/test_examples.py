"""In Airflow's own example files a change of any value is seen; here a few of every kind, `make perturbation` tries all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from polydag.backends.contract import Options
from polydag.diagnostics import Severity
from polydag.translate.writing import emitted
from tests.corpus.truth import pairs
from tests.perturbation.arguments import NOWHERE, Row, judged, record, uses
from tests.perturbation.examples import VERSIONS, Example, copies
from tests.perturbation.seen import TARGETS
from tests.perturbation.silent import listed
from tests.perturbation.sites import Pair, Site

pytestmark = pytest.mark.engines
# Every so many pairs one is tried, in the smallest file that has it.
STEP = 4


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Example, ...]:
    return tuple(copies(tmp_path_factory.mktemp("examples")))


def smallest(examples: tuple[Example, ...]) -> dict[Pair, tuple[Example, tuple[Site, ...]]]:
    """Per pair a use in the smallest file that has it."""
    found: dict[Pair, tuple[Example, tuple[Site, ...]]] = {}
    for example in examples:
        for (pair, _), places in uses(example).items():
            found.setdefault(pair, (example, places))
    return dict(sorted(found.items()))


def kept() -> dict[Pair, Row]:
    """What is recorded, by pair."""
    return {Pair(row["operator"], row["argument"]): row for row in record()}


def test_all_pairs_are_recorded(examples: tuple[Example, ...]) -> None:
    counts: dict[Pair, int] = {}
    for example in examples:
        for pair, _ in uses(example):
            counts[pair] = counts.get(pair, 0) + 1
    assert counts == {pair: row["uses"] for pair, row in kept().items()}


def test_a_change_is_seen_and_what_becomes_of_the_value_is_as_recorded(
    examples: tuple[Example, ...],
) -> None:
    recorded = kept()
    wrong = [
        text
        for pair, (example, places) in list(smallest(examples).items())[::STEP]
        for text in _wrong(pair, example, places, recorded[pair])
    ]
    assert wrong == []


def _wrong(pair: Pair, example: Example, places: tuple[Site, ...], row: Row) -> Iterator[str]:
    for key, became in judged(pair, example, places).items():
        if became == NOWHERE and listed(places[0], key) is None:
            yield f"{example.name}: {pair} is not seen for {key}"
        if became not in row["verdicts"][key]:
            yield f"{example.name}: {pair} is {became} for {key}, not {row['verdicts'][key]}"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_attribute_of_every_example_is_carried_or_told(version: str) -> None:
    """The ledger is complete: what the reader gives and no writer accounts for is an internal finding."""
    found = []
    for pair in pairs(version):
        for target in TARGETS if pair.reading.writable is not None else ():
            emission, told = emitted(pair.reading, target, Options())
            assert emission is not None
            found += [d.message for d in told if d.severity is Severity.INTERNAL]
    assert found == []
