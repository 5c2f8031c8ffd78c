"""Trigger rules: what becomes of a task, given the states of what stands directly above it.

Every rule is evaluated when all upstreams are done. Engines that decide earlier may see another state first; the
cells where that shows are those for which `accepted` gives two answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Literal

from polydag.ir.tasks import TriggerRule

Decision = Literal["run", "skipped", "upstream_failed"]
Counts = Counter[str]


def decide(rule: TriggerRule, states: Iterable[str], setups: Iterable[str] = ()) -> Decision:
    """What happens to a task with this rule; `setups` are the states of the setup tasks among its upstreams.

    A task without upstreams runs, whatever its rule.
    """
    counts = Counter("upstream_failed" if state == "not_run" else state for state in states)
    if not counts:
        return "run"
    if rule == "all_done_setup_success":
        return _after_setups(Counter(setups))
    return RULES[rule](counts)


def accepted(rule: TriggerRule, states: Iterable[str]) -> frozenset[Decision]:
    """Every decision that an engine may come to: two where the first state to arrive decides."""
    known = tuple(states)
    counts = Counter(known)
    if rule == "all_success" and counts["skipped"] and _bad(counts):
        return frozenset({"skipped", "upstream_failed"})
    return frozenset({decide(rule, known)})


def _bad(counts: Counts) -> int:
    return counts["failed"] + counts["upstream_failed"]


def _all_success(counts: Counts) -> Decision:
    if _bad(counts):
        return "upstream_failed"
    return "skipped" if counts["skipped"] else "run"


def _none_failed(counts: Counts) -> Decision:
    return "upstream_failed" if _bad(counts) else "run"


def _none_failed_min_one_success(counts: Counts) -> Decision:
    if _bad(counts):
        return "upstream_failed"
    return "run" if counts["success"] else "skipped"


def _one_success(counts: Counts) -> Decision:
    if counts["success"]:
        return "run"
    return "upstream_failed" if _bad(counts) else "skipped"


def _all_done_min_one_success(counts: Counts) -> Decision:
    if counts["skipped"]:
        return "skipped"
    return "run" if counts["success"] else "upstream_failed"


def _after_setups(setups: Counts) -> Decision:
    """A teardown waits for everything and runs when one of its setups succeeded."""
    if not setups or setups["success"]:
        return "run"
    return "skipped" if setups["skipped"] == setups.total() else "upstream_failed"


def _unless(stops: Callable[[Counts], int]) -> Callable[[Counts], Decision]:
    return lambda counts: "skipped" if stops(counts) else "run"


def _if(starts: Callable[[Counts], int]) -> Callable[[Counts], Decision]:
    return lambda counts: "run" if starts(counts) else "skipped"


RULES: dict[TriggerRule, Callable[[Counts], Decision]] = {
    "all_success": _all_success,
    "none_failed": _none_failed,
    "none_failed_min_one_success": _none_failed_min_one_success,
    "one_success": _one_success,
    "all_done_min_one_success": _all_done_min_one_success,
    "all_done": lambda counts: "run",
    "always": lambda counts: "run",
    "all_failed": _unless(lambda counts: counts["success"] + counts["skipped"]),
    "all_skipped": _unless(lambda counts: counts["success"] + _bad(counts)),
    "none_skipped": _unless(lambda counts: counts["skipped"]),
    "one_failed": _if(_bad),
    "one_done": _if(lambda counts: counts["success"] + counts["failed"]),
}
