"""What the last full run showed is kept, and the page on behaviour follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.conformance.behaviour import page
from polydag.conformance.places import places
from polydag.conformance.recorded import Recorded, Shown, file_of, load, recorded
from polydag.conformance.stated import SuiteError
from polydag.conformance.suite import Suite
from polydag.runs import environments
from tests.conformance.suites import Change, missing, result_of, suite_of, with_state

SUITE = Suite(Path(__file__).parents[2] / "conformance")
STATED = "[{case: linear, scenario: all, kind: never, reason: the load is left out, code: DGW001}]"
SKIPS: dict[str, Change] = {"all succeed": with_state("load", "skipped")}


def kept(folder: Path, changes: dict[str, Change], stated: str = "[]") -> tuple[Suite, Recorded]:
    suite = suite_of(folder / "suite", dagster=stated)
    return suite, recorded(result_of(suite, folder / "out", changes), Recorded(), suite.ids)


def test_what_is_kept_is_of_exactly_the_cases_that_there_are() -> None:
    """A new case is recorded by `polydag conformance --record --case ID`."""
    assert sorted(load(SUITE).cases) == list(SUITE.ids)


def test_a_case_is_kept_with_all_its_columns() -> None:
    engines, kept = tuple(environments.listed()), load(SUITE).cases
    for case in SUITE.cases():
        columns = [place.column for place in places(case, engines)]
        assert list(kept[case.id]) == columns, case.id


def test_nothing_that_was_kept_is_wrong() -> None:
    wrong = [
        (id, name)
        for id, columns in load(SUITE).cases.items()
        for name, shown in columns.items()
        if shown.failed
    ]
    assert wrong == []


def test_a_column_counts_runs_and_tells_more_than_notes(tmp_path: Path) -> None:
    _, made = kept(tmp_path, SKIPS, STATED)
    assert made.cases["linear"] == {
        "reference": Shown(passed=3),
        "dagster-1.13": Shown(passed=2, deviates=1, told=("DGW201",)),
    }


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    suite, made = kept(tmp_path, {})
    file_of(suite).write_text(made.to_json())
    assert load(suite) == made


def test_a_run_of_some_cases_keeps_the_others_but_not_those_that_are_gone(tmp_path: Path) -> None:
    suite = suite_of(tmp_path / "suite")
    result = result_of(suite, tmp_path / "out", {})
    old = {"reference": Shown(passed=1)}
    before = Recorded(cases={"linear": old, "gone": old, "other": old})
    after = recorded(result, before, ("linear", "other"))
    assert set(after.cases) == {"linear", "other"}
    assert after.cases["linear"]["reference"].passed == 3
    assert after.cases["other"] == old


def test_a_run_that_was_not_made_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="nothing is recorded: linear was not run on dagster"):
        kept(tmp_path, {"load fails": missing})


def test_the_page_says_what_is_as_meant_stated_and_otherwise(tmp_path: Path) -> None:
    for name, stated, said in (
        ("right", "[]", "converted: as meant, [DGW201](diagnostics.md#dgw201)"),
        ("stated", STATED, "converted: the load is left out (will stay, [DGW001](diagnostics.md#"),
        ("wrong", "[]", "converted: **1 runs otherwise**"),
    ):
        suite, made = kept(tmp_path / name, {} if name == "right" else SKIPS, stated)
        file_of(suite).write_text(made.to_json())
        [row] = [line for line in page(suite).splitlines() if "`linear`" in line]
        assert said in row
