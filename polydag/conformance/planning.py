"""Which runs are made: a case's scenarios on each of its columns."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.conformance.case import Case
from polydag.conformance.expectation import id_of
from polydag.conformance.prepare import Column, Prepared
from polydag.conformance.stated import SuiteError
from polydag.ir.graph import Graph
from polydag.runs.scenarios import ALL_SUCCEED, Scenario, derive, named
from polydag.runs.stages import Manner

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


@dataclass(frozen=True)
class Run:
    """One run to make."""

    case: str
    scenario: Scenario
    column: Column
    manner: Manner

    @property
    def key(self) -> tuple[str, str, str]:
        """What finds its record again."""
        return self.case, self.scenario.name, self.column.name


@dataclass(frozen=True)
class Plan:
    """A case and the scenarios that it is run under; `whole` when that is all there are."""

    prepared: Prepared
    scenarios: tuple[Scenario, ...]
    whole: bool

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run."""
        case = self.prepared.case
        manner = Manner(params=case.params)
        return tuple(
            Run(case.id, scenario, column, manner)
            for scenario in self.scenarios
            for column in self.prepared.columns
        )


def plan(prepared: Prepared, subset: bool) -> Plan:
    """What is run of a case.

    Raises:
        SuiteError: it states scenarios or expectations of scenarios or tasks that there are none of.
    """
    known = scenarios(prepared)
    if subset and not prepared.case.scenarios and prepared.case.id not in UNDER_FAILURES:
        few = tuple(one for one in known if one.name == ALL_SUCCEED.name)
        return Plan(prepared, few, whole=len(few) == len(known))
    return Plan(prepared, known, whole=True)


def scenarios(prepared: Prepared) -> tuple[Scenario, ...]:
    """The case's own scenarios, else those derived from its pipeline; the case's values hold in all of them."""
    case, reference = prepared.case, prepared.reference
    if reference is None:
        return ()
    derived = derive(reference.pipeline, reference.module)
    found = tuple(_scenario(one, derived, case) for one in case.scenarios) or derived
    _check(case, found, set(Graph(reference.pipeline).tasks))
    return tuple(one.model_copy(update={"values": case.values | one.values}) for one in found)


def _scenario(stated: str | Scenario, derived: tuple[Scenario, ...], case: Case) -> Scenario:
    if not isinstance(stated, str):
        return stated
    found = named(derived, stated)
    if found is None:
        names = "; ".join(one.name for one in derived)
        raise SuiteError(f"{case.id}: no scenario `{stated}` follows from it, only: {names}")
    return found


def _check(case: Case, found: tuple[Scenario, ...], tasks: set[str]) -> None:
    """An expectation that nothing is held against would be no expectation."""
    names = [one.name for one in found]
    for name, expected in case.expect.items():
        if name not in names:
            raise SuiteError(f"{case.id}: expects `{name}`, and is run under: {'; '.join(names)}")
        if unknown := {id_of(task) for task in expected.named()} - tasks:
            raise SuiteError(f"{case.id}: expects of `{min(unknown)}`, which is no task of it")
