"""Trigger rules agree, cell by cell, with what Airflow does."""

from __future__ import annotations

from typing import cast

import pytest

from polydag.ir.tasks import TriggerRule
from polydag.runs.reference.rules import RULES, accepted, decide

# Executed on Airflow 3.3.2: s success, f failed, k skipped, u upstream_failed → R run, K skipped, U upstream_failed.
# The one cell that depends on which upstream ends first is all_success on {k, u}: U when all are done.
CELLS = ["s", "f", "k", "u", "sf", "sk", "fk", "sfk", "su", "ku", "ss", "ff", "kk"]
TABLE = {
    "all_done": "R R R R R R R R R R R R R",
    "all_done_min_one_success": "R U K U R K K K R K R U K",
    "all_failed": "K R K R K K K K K K K R K",
    "all_skipped": "K K R K K K K K K K K K R",
    "all_success": "R U K U U K U U U U R U K",
    "always": "R R R R R R R R R R R R R",
    "none_failed": "R U R U U R U U U U R U R",
    "none_failed_min_one_success": "R U K U U R U U U U R U K",
    "none_skipped": "R R K R R K K K R K R R K",
    "one_done": "R R K K R R R R R K R R K",
    "one_failed": "K R K R R K R R R R K R K",
    "one_success": "R U K U R R U R R U R U K",
}
STATES = {"s": "success", "f": "failed", "k": "skipped", "u": "upstream_failed"}
DECISIONS = {"R": "run", "K": "skipped", "U": "upstream_failed"}


def cells() -> list[tuple[str, str, str]]:
    return [
        (rule, cell, DECISIONS[letter])
        for rule, row in TABLE.items()
        for cell, letter in zip(CELLS, row.split(), strict=True)
    ]


@pytest.mark.parametrize(("rule", "cell", "expected"), cells())
def test_a_cell_is_decided_as_airflow_does(rule: str, cell: str, expected: str) -> None:
    assert decide(cast("TriggerRule", rule), [STATES[letter] for letter in cell]) == expected


def test_every_rule_of_the_table_has_one_definition() -> None:
    assert set(RULES) == set(TABLE)


@pytest.mark.parametrize("rule", [*TABLE, "all_done_setup_success"])
def test_a_task_without_upstream_runs_whatever_its_rule(rule: str) -> None:
    assert decide(cast("TriggerRule", rule), []) == "run"


def test_only_all_success_may_go_either_way() -> None:
    both = {
        (rule, cell)
        for rule, cell, _ in cells()
        if len(accepted(cast("TriggerRule", rule), [STATES[letter] for letter in cell])) > 1
    }
    assert both == {("all_success", "fk"), ("all_success", "sfk"), ("all_success", "ku")}


@pytest.mark.parametrize(
    ("setups", "expected"),
    [
        (["success"], "run"),
        (["failed"], "upstream_failed"),
        (["skipped"], "skipped"),
        (["failed", "success"], "run"),
        ([], "run"),
    ],
)
def test_a_teardown_runs_when_one_setup_succeeded(setups: list[str], expected: str) -> None:
    assert decide("all_done_setup_success", ["failed", *setups], setups) == expected
