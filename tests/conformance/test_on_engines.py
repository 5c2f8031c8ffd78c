"""The whole way on a real engine: what is as stated passes, what is stated wrongly is seen in every column."""

from __future__ import annotations

from pathlib import Path

import pytest

from polydag.conformance.judging import Outcome
from polydag.conformance.result import planned, run
from tests.conformance.suites import DAGSTER, suite_of

pytestmark = pytest.mark.engines
RIGHT = "{run: failed, tasks: {extract: success, load: failed}, order: [[extract, load]]}"
WRONG = "{run: failed, tasks: {extract: success, load: skipped}}"
STATED = "[{case: linear, scenario: load fails, kind: never, reason: the load is left out, code: DGW001}]"


@pytest.mark.parametrize(
    ("expected", "stated", "outcomes"),
    [
        pytest.param(RIGHT, "[]", {Outcome.PASSED}, id="what is as stated passes"),
        pytest.param(WRONG, "[]", {Outcome.FAILED}, id="a wrong expectation fails everywhere"),
        pytest.param(
            RIGHT, STATED, {Outcome.PASSED, Outcome.FAILED}, id="a healed deviation fails"
        ),
    ],
)
def test_a_case_is_judged(
    expected: str, stated: str, outcomes: set[Outcome], tmp_path: Path
) -> None:
    more = f"scenarios: [load fails]\nexpect: {{load fails: {expected}}}"
    suite = suite_of(tmp_path / "suite", more, dagster=stated)
    result = run(suite, planned(suite.cases(), (DAGSTER,), tmp_path / "out"), (DAGSTER,))
    assert {one.column for one in result.judgements} == {"reference", "dagster-1.13"}
    assert set(result.counts) == outcomes
