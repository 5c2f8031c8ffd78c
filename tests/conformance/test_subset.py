"""The subset that `make test` runs is small, always the same, and touches every engine and every tag."""

from __future__ import annotations

from pathlib import Path

from polydag.conformance.places import places
from polydag.conformance.subset import LIMIT, Choice, Listed, choose, listed
from polydag.conformance.suite import Suite
from polydag.runs import environments
from polydag.runs.stages import REFERENCE

SUITE = Suite(Path(__file__).parents[2] / "conformance")
CASES = SUITE.cases()
ENGINES = tuple(environments.listed())
CHOSEN = choose(CASES, ENGINES, listed(SUITE))


def count(choice: Choice) -> int:
    """The runs; a question about a schedule is none."""
    return sum(
        len(columns)
        for id, rows in choice.items()
        for columns in rows.values()
        if SUITE.case(id).schedule is None
    )


def touched(choice: Choice) -> set[tuple[str, str]]:
    return {
        (place.key, tag)
        for case in CASES
        for columns in choice.get(case.id, {}).values()
        for place in places(case, ENGINES)
        if place.column in columns
        for tag in case.tags
    }


def test_it_is_at_most_150_runs() -> None:
    assert LIMIT == 150
    assert 100 < count(CHOSEN) <= LIMIT


def test_every_tag_is_touched_by_an_engine_and_every_engine_by_a_tag() -> None:
    found = touched(CHOSEN)
    assert {tag for case in CASES for tag in case.tags} == {
        tag for engine, tag in found if engine != REFERENCE
    }
    assert {REFERENCE, *(engine.key for engine in ENGINES)} == {engine for engine, _ in found}


def test_most_tags_are_touched_on_every_engine_that_has_them() -> None:
    every = {(p.key, tag) for case in CASES for p in places(case, ENGINES) for tag in case.tags}
    # Versions of an engine share much of what they do: each engine is touched in one of them at least.
    engines = {(key.partition("-")[0], tag) for key, tag in every}
    found = {(key.partition("-")[0], tag) for key, tag in touched(CHOSEN)}
    assert len(found) >= 0.75 * len(engines)
    assert len(touched(CHOSEN)) >= 0.7 * len(every)


def test_every_engine_is_asked_about_every_kind_of_schedule() -> None:
    asked = [case for case in CASES if case.schedule is not None]
    kinds = {
        (place.key, tag) for case in asked for place in places(case, ENGINES) for tag in case.tags
    }
    assert {tag for _, tag in kinds} >= {"schedule", "clocks", "catchup", "intervals"}
    assert kinds <= touched({id: rows for id, rows in CHOSEN.items() if SUITE.case(id) in asked})


def test_every_listed_failure_is_run_in_all_columns() -> None:
    for one in listed(SUITE):
        columns = {place.column for place in places(SUITE.case(one.case), ENGINES)}
        assert CHOSEN[one.case][one.scenario] == columns


def test_the_reference_is_run_wherever_something_is_held_against_it() -> None:
    assert all(REFERENCE in columns for rows in CHOSEN.values() for columns in rows.values())


def test_the_order_in_which_cases_come_does_not_matter() -> None:
    assert choose(reversed(CASES), ENGINES, listed(SUITE)) == CHOSEN


def test_what_cannot_be_touched_within_the_limit_is_left_out() -> None:
    few = choose(CASES, ENGINES, (), limit=20)
    assert count(few) <= 20
    failures = (Listed(case="fact-two-leaves", scenario="load fails"),)
    chosen = choose(CASES, ENGINES, failures, limit=0)
    assert [id for id in chosen if SUITE.case(id).schedule is None] == ["fact-two-leaves"]
