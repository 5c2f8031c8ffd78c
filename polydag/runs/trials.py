"""A pipeline on several stages under one scenario after the other, each run held against the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def compared(reference: Stage, stages: Sequence[Stage]) -> list[Stage]:
    """The stages with the reference, where it is what the others must equal, or all that there is to compare with."""
    if not (bool(stages) and stages[0].is_source):
        has_reference = any(stage.engine is None for stage in stages)
        return [*stages] if has_reference else [reference, *stages]
    return [*stages, reference] if len(stages) == 1 else [*stages]


def trials(
    reference: Stage,
    stages: Sequence[Stage],
    scenarios: Iterable[Scenario],
    manner: Manner,
    runners: Runners,
) -> Iterator[Trial]:
    """One trial per scenario, as each is done; every stage goes through the scenarios at its own speed.

    The others must equal the source where its own engine is among the stages (it comes first then), else the reference.
    """
    pipeline = reference.pipeline
    source = bool(stages) and stages[0].is_source
    everyone = compared(reference, stages)
    scenarios = tuple(scenarios)
    engines = [stage for stage in stages if stage.engine is not None]
    for scenario, records in side_by_side([reference, *engines], scenarios, manner, runners):
        expected = records[reference.name]
        sides = tuple(_side(stage, records, expected) for stage in everyone)
        found = tuple(
            explained(compare(pipeline, expected, sides[0], side), pipeline, stage.told)
            for side, stage in zip(sides[1:], everyone[1:], strict=True)
        )
        yield Trial(pipeline, scenario, expected, sides, found, source)


def _side(stage: Stage, records: Mapping[str, RunRecord], expected: RunRecord) -> Side:
    record = records[stage.name] if stage.engine is not None else expected
    return Side(stage.name, record, stage.placements or {}, stage.is_source)


def side_by_side(
    stages: Sequence[Stage], scenarios: Sequence[Scenario], manner: Manner, runners: Runners
) -> Iterator[tuple[Scenario, dict[str, RunRecord]]]:
    """The records of all stages by name, scenario by scenario; stages run at the same time, each in a thread of its own.

    What is still running when the caller stops early, or is interrupted, is ended with its worker.
    """
    pools = [ThreadPoolExecutor(max_workers=1) for _ in stages]
    asked = [
        {
            stage.name: pool.submit(stage.run, scenario, manner, runners)
            for stage, pool in zip(stages, pools, strict=True)
        }
        for scenario in scenarios
    ]
    try:
        for scenario, running in zip(scenarios, asked, strict=True):
            yield scenario, {name: future.result() for name, future in running.items()}
    except BaseException:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        runners.close()
        raise
    finally:
        for pool in pools:
            pool.shutdown()
