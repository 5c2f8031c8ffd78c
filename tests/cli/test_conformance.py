"""`polydag conformance` finds the suite, tells its mistakes, and a run that was not made is no pass."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from polydag.conformance.recorded import Shown, file_of, load
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
    assert "3 runs not run: an engine is missing" in done.err
    assert done.err.endswith("3 passed, 0 failed\n")
    monkeypatch.setenv("POLYDAG_REQUIRE_ENGINES", "1")
    assert cli(*words).code == 1


@pytest.mark.usefixtures("no_engines")
def test_the_result_is_kept_and_printed_as_json(cli: Cli, tmp_path: Path) -> None:
    suite_of(tmp_path / "suite")
    out = tmp_path / "out"
    words = ("--suite", tmp_path / "suite", "--engine", "dagster", "--out", out)
    done = cli("conformance", *words, "--output-format", "json")
    assert json.loads(done.out) == json.loads((out / "result.json").read_text())
    assert json.loads(done.out)["summary"]["not run"] == 3
    assert (out / "linear" / "dagster-1.13" / "pipeline.py").exists()


@pytest.mark.usefixtures("no_engines")
def test_an_expectation_that_does_not_hold_exits_1(cli: Cli, tmp_path: Path) -> None:
    more = "expect: {load fails: {run: failed, tasks: {extract: skipped}}}"
    suite_of(tmp_path / "suite", more)
    done = cli("conformance", "--suite", tmp_path / "suite", "--engine", "dagster")
    assert done.code == 1
    assert "linear [load fails] reference: extract is success, not skipped" in done.out


@pytest.mark.usefixtures("no_engines")
def test_reports_and_badges_are_written_beside_the_table(cli: Cli, tmp_path: Path) -> None:
    suite_of(tmp_path / "suite")
    words = ["--report", tmp_path / "all.html", "--badges", tmp_path / "badges"]
    done = cli("conformance", "--suite", tmp_path / "suite", "--engine", "dagster", *words)
    assert done.code == 0
    assert "linear" in done.out
    assert (tmp_path / "all.html").read_text().startswith("<!doctype html>")
    badge = json.loads((tmp_path / "badges" / "dagster-1.13.json").read_text())
    assert badge["message"] == "not run"


@pytest.mark.usefixtures("no_engines")
def test_junit_goes_to_stdout(cli: Cli, tmp_path: Path) -> None:
    suite_of(tmp_path / "suite")
    words = ("--suite", tmp_path / "suite", "--engine", "dagster", "--output-format", "junit")
    root = ElementTree.fromstring(cli("conformance", *words).out)
    assert (root.attrib["tests"], root.attrib["skipped"]) == ("6", "3")


@pytest.mark.usefixtures("no_engines")
def test_nothing_is_recorded_of_a_part(cli: Cli, tmp_path: Path) -> None:
    suite_of(tmp_path / "suite")
    words = ("conformance", "--suite", tmp_path / "suite", "--record")
    for part in (("--subset",), ("--engine", "dagster")):
        done = cli(*words, *part)
        assert done.code == 2
        assert "--record keeps whole cases" in done.err
    done = cli(*words)
    assert done.code == 2
    assert "polydag engines install airflow@" in done.err
    assert not (tmp_path / "suite" / "behaviour.json").exists()


def test_what_is_recorded_can_be_checked(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suite = suite_of(tmp_path / "suite")
    monkeypatch.setattr("polydag.runs.environments.listed", dict)
    words = ("conformance", "--suite", tmp_path / "suite", "--record")
    assert cli(*words, "--check").code == 1
    assert not file_of(suite).exists()
    assert cli(*words).code == 0
    assert load(suite).cases == {"linear": {"reference": Shown(passed=3)}}
    assert cli(*words, "--check").code == 0


MISUSES = {
    "no suite here or above": ((), "name its folder with --suite DIR"),
    "a folder that is none": (("--suite", "."), "is no suite: it has no folder `cases`"),
    "an unknown case": (("--suite", "suite", "--case", "liner"), "there is no case `liner`"),
    "an unknown tag": (("--suite", "suite", "--tag", "map"), "no case has the tag `map`"),
    "an unknown engine": (("--suite", "suite", "--engine", "luigi"), "`luigi` is no engine"),
    "a check of nothing": (("--suite", "suite", "--check"), "--check is about what --record keeps"),
    "a report of another kind": (("--suite", "suite", "--report", "all.xml"), "ends neither in"),
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
