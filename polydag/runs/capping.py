"""Which scenarios are kept where there are more than anybody wants to run."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass

from polydag.runs.scenarios import Scenario


@dataclass(frozen=True)
class Kept:
    """The scenarios to run, in the order in which they were derived, and the names of those that were left out.

    `missing` are scenarios that no stub can make, with the reason.
    """

    scenarios: tuple[Scenario, ...]
    left_out: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def keep(scenarios: tuple[Scenario, ...], most: int) -> Kept:
    """So many of the scenarios, the same in every run.

    Each kind gives its first one in the source's order, then each its second, and so on: all succeed, decisions and
    verdicts, failures, lengths of collections, skips, time-outs, recoveries, late failures, pairs of failures, the same
    date twice.
    """
    by_kind: dict[int, list[Scenario]] = defaultdict(list)
    for scenario in scenarios:
        by_kind[_kind(scenario)].append(scenario)
    rounds = itertools.zip_longest(*(by_kind[kind] for kind in sorted(by_kind)))
    ranked = [scenario for each in rounds for scenario in each if scenario is not None]
    chosen = {scenario.name for scenario in ranked[:most]}
    return Kept(
        tuple(scenario for scenario in scenarios if scenario.name in chosen),
        tuple(scenario.name for scenario in scenarios if scenario.name not in chosen),
    )


def _kind(scenario: Scenario) -> int:
    for_good = [count < 0 for count in scenario.fail.values()]
    kinds = (
        scenario.runs > 1,
        len(for_good) > 1,
        bool(scenario.fail_late),
        bool(for_good) and not all(for_good),
        bool(scenario.hang or scenario.wait),
        bool(scenario.skip or scenario.leave_out),
        bool(scenario.sizes),
        bool(for_good),
        bool(scenario.choose or scenario.values),
    )
    return len(kinds) - kinds.index(True) if True in kinds else 0
