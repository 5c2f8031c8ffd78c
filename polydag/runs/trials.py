"""A pipeline on several stages under one scenario after the other, each run held against the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from polydag.ir.pipeline import Pipeline
from polydag.runs.compare import Comparison, Side, Verdict, compare
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario
from polydag.runs.stages import Manner, Stage


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
    """One trial per scenario, as each is done.

    The others must equal the source where its own engine is among the stages (it comes first then), else the reference.
    """
    pipeline = reference.pipeline
    source = bool(stages) and stages[0].engine is not None and stages[0].plan is None
    own = any(stage.engine is None for stage in stages)
    for scenario in scenarios:
        expected = reference.run(scenario, manner, runners)
        told = Side(reference.name, expected)
        sides = [told if s.engine is None else _side(s, scenario, manner, runners) for s in stages]
        if not own and not source:
            sides.insert(0, told)
        if len(sides) == 1 and source:
            sides.append(told)
        found = tuple(compare(pipeline, expected, sides[0], side) for side in sides[1:])
        yield Trial(pipeline, scenario, expected, tuple(sides), found, source)


def _side(stage: Stage, scenario: Scenario, manner: Manner, runners: Runners) -> Side:
    return Side(stage.name, stage.run(scenario, manner, runners), stage.placements or {})
