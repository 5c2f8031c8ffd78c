"""The cases of the trigger rules are the whole table: twelve rules, thirteen mixes of states, as the reference decides them."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from polydag.conformance.suite import Suite
from polydag.ir.tasks import TriggerRule
from polydag.runs.reference.rules import accepted

SUITE = Suite(Path(__file__).parents[2] / "conformance")
LETTERS = {"s": "success", "f": "failed", "k": "skipped", "u": "upstream_failed"}
MIXES = ("s", "f", "k", "u", "sf", "sk", "fk", "sfk", "su", "ku", "ss", "ff", "kk")
RULES: tuple[TriggerRule, ...] = get_args(TriggerRule)
TABLE = [rule for rule in RULES if rule != "all_done_setup_success"]


@pytest.mark.parametrize("suffix", ["", "-airflow"])
@pytest.mark.parametrize("rule", TABLE)
def test_the_case_of_a_rule_states_every_cell_as_the_reference_decides(
    rule: TriggerRule, suffix: str
) -> None:
    case = SUITE.case(f"rule-{rule.replace('_', '-')}{suffix}")
    stated = case.expect["every state"].tasks
    cells = {id.removeprefix("on_"): set(stated[id]) for id in stated if id.startswith("on_")}
    words = {"run": "success", "skipped": "skipped", "upstream_failed": "upstream_failed"}
    assert cells == {
        mix: {words[one] for one in accepted(rule, [LETTERS[letter] for letter in mix])}
        for mix in MIXES
    }


def test_there_are_twelve_rules_in_the_table() -> None:
    assert len(TABLE) * len(MIXES) == 156
