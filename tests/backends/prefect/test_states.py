"""Trigger rules as the planner works them out: the table of the engine whose words they are."""

from __future__ import annotations

import pytest

from polydag.backends.prefect.states import Outcome, Rules, State, verdict
from polydag.ir.graph import Graph
from polydag.ir.tasks import TriggerRule
from tests.backends.prefect.modules import MODULES

STATES: dict[str, State] = {"s": "success", "f": "failed", "k": "skipped", "u": "upstream_failed"}
COLUMNS = ("s", "f", "k", "u", "sf", "sk", "fk", "su", "ss", "ff", "kk")
R, K, U = "run", "skipped", "upstream_failed"
TABLE: dict[TriggerRule, tuple[str, ...]] = {
    "all_done": (R,) * 11,
    "all_done_min_one_success": (R, U, K, U, R, K, K, R, R, U, K),
    "all_failed": (K, R, K, R, K, K, K, K, K, R, K),
    "all_skipped": (K, K, R, K, K, K, K, K, K, K, R),
    "all_success": (R, U, K, U, U, K, U, U, R, U, K),
    "none_failed": (R, U, R, U, U, R, U, U, R, U, R),
    "none_failed_min_one_success": (R, U, K, U, U, R, U, U, R, U, K),
    "none_skipped": (R, R, K, R, R, K, K, R, R, R, K),
    "one_done": (R, R, K, K, R, R, R, R, R, R, K),
    "one_failed": (K, R, K, R, R, K, R, R, K, R, K),
    "one_success": (R, U, K, U, R, R, U, R, R, U, K),
}


@pytest.mark.parametrize("rule", TABLE)
def test_a_rule_says_what_the_table_says(rule: TriggerRule) -> None:
    said = tuple(verdict(rule, [STATES[letter] for letter in column]) for column in COLUMNS)
    assert said == TABLE[rule]


@pytest.mark.parametrize("rule", TABLE)
def test_a_task_without_upstreams_runs_whatever_its_rule(rule: TriggerRule) -> None:
    assert verdict(rule, []) == "run"


def test_a_cleanup_that_is_the_only_leaf_makes_the_run_a_success() -> None:
    rules = Rules(Graph(MODULES["cleanup"].pipelines[0]))
    states = rules.states(Outcome(frozenset({"extract"})))
    assert states == {"extract": "failed", "load": "upstream_failed", "cleanup": "success"}
    assert not rules.fails(states)


def test_a_closed_gate_skips_all_that_is_below() -> None:
    rules = Rules(Graph(MODULES["gate"].pipelines[0]))
    states = rules.states(Outcome(shut=frozenset({"has_rows"})))
    assert [states[id] for id in ("load", "report", "audit")] == ["skipped", "skipped", "success"]


@pytest.mark.parametrize("name", MODULES)
def test_a_run_with_a_failure_differs_only_in_what_follows_from_it(name: str) -> None:
    """The runs with a failure are worked out from those without; they are what working them out anew gives."""
    rules = Rules(Graph(MODULES[name].pipelines[0]))
    for id in rules.graph.tasks:
        anew = [
            rules.states(Outcome(frozenset({id}), outcome.chosen, outcome.shut))
            for outcome in rules.outcomes
        ]
        assert [*rules.failures(id)] == [states for states in anew if states[id] == "failed"]
