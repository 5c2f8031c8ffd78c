"""The suite run from end to end: cases made ready, run, judged; and what that gives as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from polydag.conformance.case import Case
from polydag.conformance.excusing import excused
from polydag.conformance.judging import Judgement, Outcome, judged
from polydag.conformance.planning import Plan, plan
from polydag.conformance.prepare import SOURCE, prepare
from polydag.conformance.running import run_all
from polydag.conformance.suite import Suite
from polydag.engines import EngineVersion
from polydag.runs.stages import REFERENCE


@dataclass(frozen=True)
class Result:
    """What a run of the suite showed; `engines` are those that were asked for."""

    cases: tuple[Case, ...]
    engines: tuple[EngineVersion, ...]
    judgements: tuple[Judgement, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Where cases ran, in the order in which they are shown."""
        return (REFERENCE, SOURCE, *(engine.key for engine in self.engines))

    @property
    def counts(self) -> Counter[Outcome]:
        """How many judgements came out how."""
        return Counter(one.outcome for one in self.judgements)


def planned(
    cases: Iterable[Case],
    engines: tuple[EngineVersion, ...],
    folder: Path,
    *,
    subset: bool = False,
) -> list[Plan]:
    """Every case made ready below `folder`.

    Raises:
        SuiteError: a case states what it does not have.
    """
    return [plan(prepare(case, folder / case.id, engines), subset) for case in cases]


def run(suite: Suite, plans: Iterable[Plan], engines: tuple[EngineVersion, ...]) -> Result:
    """Run the plans and judge what happened.

    Raises:
        SuiteError: a file of deviations does not state any.
    """
    plans = tuple(plans)
    known = {engine.key: suite.deviations(engine.key) for engine in engines}
    records = run_all(one for each in plans for one in each.runs)
    judgements = [one for each in plans for one in excused(each, judged(each, records), known)]
    return Result(tuple(each.prepared.case for each in plans), engines, tuple(judgements))
