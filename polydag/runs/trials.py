"""A pipeline on several stages under one scenario after the other, each run held against the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Comparison, Side, Verdict, compare
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario
from polydag.runs.stages import Manner, Stage
from polydag.runs.telling import explained


@dataclass(frozen=True)
class Trial:
    """What one scenario showed: the reference's record, every side, and each side but the first against the first.

    `source_ran` False: the first side is polydag's own reading of the source, so that the verdict is a weaker one.
    """

    pipeline: Pipeline
    scenario: Scenario
    reference: RunRecord
    sides: tuple[Side, ...]
    comparisons: tuple[Comparison, ...]
    source_ran: bool

    @property
    def verdicts(self) -> frozenset[Verdict]:
        """Every verdict that occurs."""
        return frozenset(comparison.verdict for comparison in self.comparisons)


def trials(
    reference: Stage,
    stages: Sequence[Stage],
    scenarios: Iterable[Scenario],
    manner: Manner,
    runners: Runners,
) -> Iterator[Trial]:
    """One trial per scenario, as each is done; under one scenario the engines run beside each other.

    The others must equal the source where its own engine is among the stages (it comes first then), else the reference.
    """
    source = bool(stages) and stages[0].is_source
    own = any(stage.engine is None for stage in stages)
    everyone = [*stages]
    if not own and not source:
        everyone.insert(0, reference)
    if len(everyone) == 1 and source:
        everyone.append(reference)
    with ThreadPoolExecutor(max_workers=len(everyone)) as pool:
        for scenario in scenarios:
            yield _trial(reference, everyone, scenario, manner, runners, pool)


def _trial(
    reference: Stage,
    stages: Sequence[Stage],
    scenario: Scenario,
    manner: Manner,
    runners: Runners,
    pool: ThreadPoolExecutor,
) -> Trial:
    pipeline = reference.pipeline
    under_way = [
        pool.submit(stage.run, scenario, manner, runners) if stage.engine else None
        for stage in stages
    ]
    try:
        expected = reference.run(scenario, manner, runners)
        records = [run.result() if run else expected for run in under_way]
    except BaseException:
        # Ctrl-C reaches this thread alone: the others wait for workers, which are ended here.
        runners.close()
        raise
    sides = tuple(
        Side(stage.name, record, stage.placements or {})
        for stage, record in zip(stages, records, strict=True)
    )
    found = tuple(
        explained(compare(pipeline, expected, sides[0], side), pipeline, stage.told)
        for side, stage in zip(sides[1:], stages[1:], strict=True)
    )
    return Trial(pipeline, scenario, expected, sides, found, stages[0].is_source)
