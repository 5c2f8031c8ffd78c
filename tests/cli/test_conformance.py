"""`polydag conformance` finds the suite, tells its mistakes, and a run that was not made is no pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.conformance.suites import suite_of


@pytest.fixture
def no_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLYDAG_HOME", str(tmp_path / "engines"))
    monkeypatch.delenv("POLYDAG_REQUIRE_ENGINES", raising=False)


@pytest.mark.usefixtures("no_engines")
def test_a_missing_engine_is_told_and_is_no_pass(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite_of(tmp_path / "suite")
    words = ("conformance", "--suite", tmp_path / "suite", "--engine", "dagster")
    done = cli(*words)
    assert done.code == 0
    assert "4 runs not run: an engine is missing" in done.err
    assert done.err.endswith("4 passed, 0 failed\n")
    monkeypatch.setenv("POLYDAG_REQUIRE_ENGINES", "1")
    assert cli(*words).code == 1


@pytest.mark.usefixtures("no_engines")
def test_the_result_is_kept_and_printed_as_json(cli: Cli, tmp_path: Path) -> None:
    suite_of(tmp_path / "suite")
    out = tmp_path / "out"
    words = ("--suite", tmp_path / "suite", "--engine", "dagster", "--out", out)
    done = cli("conformance", *words, "--output-format", "json")
    assert json.loads(done.out) == json.loads((out / "result.json").read_text())
    assert json.loads(done.out)["summary"] == {"not run": 4, "passed": 4}
    assert (out / "linear" / "dagster-1.13" / "pipeline.py").exists()


@pytest.mark.usefixtures("no_engines")
def test_an_expectation_that_does_not_hold_exits_1(cli: Cli, tmp_path: Path) -> None:
    more = "expect: {load fails: {run: failed, tasks: {extract: skipped}}}"
    suite_of(tmp_path / "suite", more)
    done = cli("conformance", "--suite", tmp_path / "suite", "--engine", "dagster")
    assert done.code == 1
    assert "linear [load fails] reference: extract is success, not skipped" in done.out


MISUSES = {
    "no suite here or above": ((), "name its folder with --suite DIR"),
    "a folder that is none": (("--suite", "."), "is no suite: it has no folder `cases`"),
    "an unknown case": (("--suite", "suite", "--case", "liner"), "there is no case `liner`"),
    "an unknown tag": (("--suite", "suite", "--tag", "map"), "no case has the tag `map`"),
    "an unknown engine": (("--suite", "suite", "--engine", "luigi"), "`luigi` is no engine"),
}


@pytest.mark.parametrize("what", MISUSES)
def test_a_misuse_is_told(
    what: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, message = MISUSES[what]
    suite_of(tmp_path / "suite")
    monkeypatch.chdir(tmp_path)
    done = cli("conformance", *words)
    assert done.code == 2
    assert message in done.err


def test_a_case_with_a_mistake_is_a_usage_error_with_its_place(cli: Cli, tmp_path: Path) -> None:
    suite_of(tmp_path / "suite", "wat: 1")
    done = cli("conformance", "--suite", tmp_path / "suite")
    assert done.code == 2
    assert "case.yaml: wat: Extra inputs are not permitted" in done.err
