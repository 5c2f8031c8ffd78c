"""Runs prepared cases: every engine in a thread of its own, its runs one after another in one warm worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from conformance.case import Case
from conformance.prepare import Prepared
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import ALL_SUCCEED, Scenario, derive
from polydag.runs.stages import Manner, Stage

# Under `--subset` these run under every scenario, all others under "all succeed".
UNDER_FAILURES = frozenset(
    {
        "fact-all-done-cleanup",
        "fact-branch-join",
        "fact-hidden-delay",
        "fact-notification",
        "fact-two-leaves",
        "fact-unseen-failure",
        "seed-dagster-schedule",
        "seed-fan-airflow",
        "seed-prefect-subflows",
        "seed-retries-prefect",
    }
)
SOURCE = "source"


@dataclass(frozen=True)
class Run:
    """One run to make: `name` is the column that it belongs to."""

    case: str
    scenario: Scenario
    name: str
    stage: Stage
    manner: Manner

    @property
    def key(self) -> tuple[str, str, str]:
        """What finds its record again."""
        return self.case, self.scenario.name, self.name


Records = Mapping[tuple[str, str, str], RunRecord]


def scenarios(prepared: Prepared, subset: bool) -> tuple[Scenario, ...]:
    """The case's own scenarios, else those derived from its pipeline; the case's values hold in all of them."""
    case, reference = prepared.case, prepared.reference
    if reference is None:
        return ()
    if case.scenarios:
        found = tuple(Scenario.model_validate(stated.model_dump()) for stated in case.scenarios)
    elif subset and case.id not in UNDER_FAILURES:
        found = (ALL_SUCCEED,)
    else:
        found = derive(reference.pipeline, reference.module)
    return tuple(one.model_copy(update={"values": case.values | one.values}) for one in found)


def planned(prepared: Prepared, subset: bool) -> list[Run]:
    """Every run of a case."""
    stages = {"reference": prepared.reference, SOURCE: prepared.source}
    stages |= {stage.name: stage for stage in prepared.targets}
    return [
        Run(prepared.case.id, scenario, name, stage, _manner(prepared.case))
        for scenario in scenarios(prepared, subset)
        for name, stage in stages.items()
        if stage is not None
    ]


def _manner(case: Case) -> Manner:
    return Manner(params=case.params)


def run_all(runs: Iterable[Run]) -> dict[tuple[str, str, str], RunRecord]:
    """The records of all runs; a runner's failure is in its record."""
    by_engine: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_engine[run.stage.name].append(run)
    with ThreadPoolExecutor(max_workers=max(len(by_engine), 1)) as pool:
        parts = list(pool.map(_one_engine, by_engine.values()))
    return {key: record for part in parts for key, record in part.items()}


def _one_engine(runs: list[Run]) -> dict[tuple[str, str, str], RunRecord]:
    with Runners() as runners:
        return {run.key: run.stage.run(run.scenario, run.manner, runners) for run in runs}
