"""What a suite's files state is checked, and an error names the file and the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.conformance.stated import SuiteError
from polydag.conformance.suite import Suite, find
from tests.conformance.suites import DAGSTER, planned, suite_of

WRONG_CASES = {
    "an unknown key": ("wat: 1", "wat: Extra inputs are not permitted"),
    "a state that there is none of": (
        "expect: {all succeed: {run: success, tasks: {load: done}}}",
        "expect.all succeed.tasks.load",
    ),
    "two scenarios of one name": (
        "scenarios: [load fails, {name: load fails}]",
        "two scenarios have one name",
    ),
    "an engine that nobody knows": ("also_on: [luigi]", "`luigi` is no engine"),
}
WRONG_PLANS = {
    "an expectation of no scenario": (
        "expect: {load stops: {run: failed}}",
        "expects `load stops`, and is run under: all succeed; extract fails",
    ),
    "an expectation of no task": (
        "expect: {all succeed: {run: success, order: [[extract, laod]]}}",
        "expects of `laod`, which is no task of it",
    ),
    "a scenario that does not follow": ("scenarios: [load stops]", "no scenario `load stops`"),
}
WRONG_DEVIATIONS = {
    "no code": (
        "[{case: linear, scenario: all, kind: never, reason: the engine skips it}]",
        "has the code that tells it",
    ),
    "an unknown kind": (
        "[{case: linear, scenario: all, kind: later, reason: the engine skips it, code: DGW001}]",
        "0.kind",
    ),
    "no such case": (
        "[{case: liner, scenario: all, kind: never, reason: the engine skips it, code: DGW001}]",
        "there is no case `liner`",
    ),
    "no YAML": ("[{", "while parsing"),
}


@pytest.mark.parametrize("what", WRONG_CASES)
def test_a_case_with_a_mistake_is_refused(what: str, tmp_path: Path) -> None:
    more, message = WRONG_CASES[what]
    with pytest.raises(SuiteError) as told:
        suite_of(tmp_path, more).cases()
    assert str(told.value).startswith(str(tmp_path / "cases" / "linear" / "case.yaml"))
    assert message in str(told.value)


@pytest.mark.parametrize("what", WRONG_PLANS)
def test_what_a_case_states_of_nothing_is_refused(what: str, tmp_path: Path) -> None:
    more, message = WRONG_PLANS[what]
    with pytest.raises(SuiteError, match=message):
        planned(suite_of(tmp_path / "suite", more), tmp_path / "out")


@pytest.mark.parametrize("what", WRONG_DEVIATIONS)
def test_deviations_with_a_mistake_are_refused(what: str, tmp_path: Path) -> None:
    text, message = WRONG_DEVIATIONS[what]
    suite = suite_of(tmp_path, dagster=text)
    with pytest.raises(SuiteError) as told:
        suite.deviations(DAGSTER.key)
    assert str(told.value).startswith(str(tmp_path / "deviations" / "dagster-1.13.yaml"))
    assert message in str(told.value)


def test_scenarios_may_be_named_or_stated(tmp_path: Path) -> None:
    more = "scenarios: [load fails, {name: both fail, fail: {extract: -1, load: -1}}]"
    found = planned(suite_of(tmp_path / "suite", more), tmp_path / "out").rows
    assert [(row.scenario.name, row.scenario.fail) for row in found] == [
        ("load fails", {"load": -1}),
        ("both fail", {"extract": -1, "load": -1}),
    ]


def test_cases_are_chosen_by_name_and_tag(tmp_path: Path) -> None:
    suite = suite_of(tmp_path)
    assert [case.id for case in suite.cases(("linear",), frozenset({"linear"}))] == ["linear"]
    with pytest.raises(SuiteError, match="no case `liner`"):
        suite.cases(("liner",))
    with pytest.raises(SuiteError, match="no case has the tag `mapping`"):
        suite.cases((), frozenset({"mapping"}))


def test_the_suite_of_a_checkout_is_found_from_within(tmp_path: Path) -> None:
    suite_of(tmp_path / "conformance")
    below = tmp_path / "docs" / "guides"
    below.mkdir(parents=True)
    assert find(below) == Suite(tmp_path / "conformance")
    (tmp_path / "conformance" / "cases").rename(tmp_path / "cases")
    assert find(below) is None
