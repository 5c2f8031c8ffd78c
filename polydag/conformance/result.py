"""The suite run from end to end: cases made ready, run, judged; and what that gives as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from polydag.conformance.case import Case
from polydag.conformance.excusing import excused
from polydag.conformance.judging import Judgement, Outcome, judged
from polydag.conformance.places import Place, is_written
from polydag.conformance.planning import Plan, plan
from polydag.conformance.prepare import prepare
from polydag.conformance.running import Done, run_all, silent
from polydag.conformance.subset import Choice
from polydag.conformance.suite import Suite
from polydag.engines import EngineVersion


@dataclass(frozen=True)
class Result:
    """What a run of the suite showed; `engines` are those that were asked for, `told` the codes by case and target."""

    cases: tuple[Case, ...]
    engines: tuple[EngineVersion, ...]
    judgements: tuple[Judgement, ...]
    told: Mapping[str, Mapping[str, frozenset[str]]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Where cases ran, in the order in which they are shown."""
        natives = [Place(engine, native=True) for engine in self.engines]
        written = [
            Place(engine)
            for engine in self.engines
            if any(is_written(case, engine) for case in self.cases)
        ]
        return tuple(place.column for place in (Place(), *natives, *written))

    def of(self, case: str) -> list[Judgement]:
        """A case's judgements."""
        return [one for one in self.judgements if one.case == case]

    @property
    def counts(self) -> Counter[Outcome]:
        """How many judgements came out how."""
        return Counter(one.outcome for one in self.judgements)


def planned(
    cases: Iterable[Case],
    engines: tuple[EngineVersion, ...],
    folder: Path,
    choice: Choice | None = None,
) -> list[Plan]:
    """Every case, or those of the choice, made ready below `folder`.

    Raises:
        SuiteError: a case states what it does not have.
    """
    chosen = [case for case in cases if choice is None or case.id in choice]
    return [
        plan(prepare(case, folder / case.id, engines), choice[case.id] if choice else None)
        for case in chosen
    ]


def run(
    suite: Suite,
    plans: Iterable[Plan],
    engines: tuple[EngineVersion, ...],
    done: Done = silent,
) -> Result:
    """Run the plans and judge what happened; `done` is told of each run.

    Raises:
        SuiteError: a file of deviations does not state any.
    """
    plans = tuple(plans)
    known = {engine.key: suite.deviations(engine.key) for engine in engines}
    records = run_all((one for each in plans for one in each.runs), done)
    judgements = [one for each in plans for one in excused(each, judged(each, records), known)]
    return Result(
        tuple(each.prepared.case for each in plans),
        engines,
        tuple(judgements),
        {each.prepared.case.id: each.prepared.told for each in plans},
    )
