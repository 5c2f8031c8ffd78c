"""Reports for build servers and people: every outcome is in them, and what must be escaped is."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest
from junitparser import JUnitXml, TestSuite

from polydag.conformance import badges
from polydag.conformance.junit import junit
from polydag.conformance.page import html
from polydag.conformance.result import Result
from polydag.conformance.saved import SavedResult, saved
from tests.conformance.suites import broken, missing, result_of, suite_of, with_state

STATED = (
    "[{case: linear, scenario: load fails, kind: never, reason: the engine skips it, code: DGW001}]"
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """One run of each outcome: failed, failed to run, deviating, and three of the reference that passed."""
    folder = tmp_path_factory.mktemp("suite")
    changes = {
        "all succeed": with_state("load", "skipped"),
        "extract fails": broken,
        "load fails": with_state("load", "skipped"),
    }
    return result_of(suite_of(folder / "suite", dagster=STATED), folder / "out", changes)


def test_junit_has_a_test_per_run_with_its_outcome(result: Result) -> None:
    read = JUnitXml.fromstring(junit(result).encode())
    assert (read.tests, read.failures, read.errors, read.skipped) == (6, 1, 1, 0)
    [suite] = read
    assert isinstance(suite, TestSuite)
    assert suite.name == "linear"
    tests = {test.name: test for test in suite}
    failed = tests["all succeed · dagster-1.13"]
    assert "load: state: reference 'success', dagster-1.13 'skipped'" in failed.result[0].text
    assert "it <died>" in tests["extract fails · dagster-1.13"].result[0].text
    stated = tests["load fails · dagster-1.13"]
    assert stated.is_passed
    assert stated.system_out == "deviates as stated, never: the engine skips it (DGW001)"


def test_junit_keeps_to_the_names_that_build_servers_know(result: Result) -> None:
    known = {
        "testsuites": {"name", "tests", "failures", "errors", "skipped", "time"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
        "testcase": {"name", "classname"},
        "failure": {"message", "type"},
        "error": {"message", "type"},
        "system-out": set(),
    }
    for element in ElementTree.fromstring(junit(result)).iter():
        assert set(element.attrib) <= known[element.tag]


def test_json_is_read_back_as_what_it_was(result: Result) -> None:
    made = saved(result)
    assert SavedResult.model_validate_json(made.to_json()) == made
    assert json.loads(made.to_json())["summary"] == {
        "passed": 3,
        "deviates": 1,
        "failed": 1,
        "failed to run": 1,
        "not run": 0,
    }


class Seen(HTMLParser):
    """The texts of a page, and what it would fetch from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [v for k, v in attrs if k in ("src", "href") and v and v[0] != "#"]


def test_the_page_shows_every_outcome_and_fetches_nothing(result: Result) -> None:
    seen = Seen(html(result))
    assert {"1 failed", "1 failed to run", "1 deviates", "3 passed", "3/3", "1/3"} <= set(
        seen.texts
    )
    assert "the engine skips it (DGW001)" in seen.texts
    assert "it <died>" in seen.texts
    assert not seen.fetched


def test_a_badge_says_how_many_runs_were_as_meant(tmp_path: Path, result: Result) -> None:
    badges.save(result, tmp_path)
    assert json.loads((tmp_path / "dagster-1.13.json").read_text()) == {
        "schemaVersion": 1,
        "label": "Dagster 1.13",
        "message": "1 of 3 runs as meant",
        "color": "red",
    }


def test_a_badge_is_green_only_when_all_is_right(tmp_path: Path) -> None:
    def badge(name: str, stated: str, **changes: object) -> tuple[str, str]:
        suite = suite_of(tmp_path / name, dagster=stated)
        ran = {"load fails": changes["load"]} if "load" in changes else changes
        [(_, text)] = badges.badges(result_of(suite, tmp_path / name / "out", ran))  # type: ignore[arg-type]
        made = json.loads(text)
        return made["message"], made["color"]

    skips = with_state("load", "skipped")
    assert badge("right", "[]") == ("3 of 3 runs as meant", "brightgreen")
    assert badge("stated", STATED, load=skips) == ("3 of 3 runs as meant, 1 as stated", "green")
    away = {"all succeed": missing, "extract fails": missing, "load fails": missing}
    assert badge("away", "[]", **away) == ("not run", "lightgrey")
