"""Negative control without an engine: there are enough wrong pipelines, and the interpreter tells them from the right ones."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.mutations.judge import CASES, case, suspects
from tests.mutations.listed import LISTED
from tests.mutations.mutate import KINDS, mutations
from tests.mutations.sample import sample


def test_there_are_hundreds_of_mutations_of_every_kind() -> None:
    counted = Counter(mutation.kind for id in CASES for mutation in case(id).mutated)
    assert set(counted) == set(KINDS)
    assert counted.total() >= 400


def test_a_mutation_changes_something_and_is_the_same_in_every_run() -> None:
    for id in CASES:
        own = case(id).own
        names = [mutation.name for mutation in case(id).mutated]
        assert len(set(names)) == len(names)
        assert names == [one.name for one in mutations(own.module, own.pipeline)]
        assert all(mutation.module != own.module for mutation in case(id).mutated)


def test_what_is_listed_is_a_mutation_with_a_reason() -> None:
    known = {f"{id}: {mutation.name}" for id in CASES for mutation in case(id).mutated}
    assert set(LISTED) - known == set()
    assert all(len(entry.why) > 20 for entry in LISTED.values())


@pytest.mark.parametrize("id", CASES)
def test_a_wrong_pipeline_is_told_from_the_right_one(id: str) -> None:
    assert len(suspects(id)) > len(case(id).mutated) / 2
    for suspect in sample(id, 1):
        assert next(suspect.telling(), None), suspect.name
