"""Which runs are made: a case's scenarios on each of its columns, or the question about its schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from polydag.conformance.calendar import SCHEDULE
from polydag.conformance.case import Case
from polydag.conformance.expectation import id_of
from polydag.conformance.prepare import Column, Prepared
from polydag.conformance.stated import SuiteError
from polydag.ir.graph import Graph
from polydag.runs.record import RunRecord
from polydag.runs.runners import Runners
from polydag.runs.scenarios import Scenario, derive, named
from polydag.runs.schedules.asking import answer
from polydag.runs.schedules.record import ScheduleRecord, Window
from polydag.runs.stages import Manner

# What comes of a run, and of a question about a schedule.
Made: TypeAlias = RunRecord | ScheduleRecord


@dataclass(frozen=True)
class Run:
    """One run to make, or, with a `window`, one question about a schedule."""

    case: str
    scenario: Scenario
    column: Column
    manner: Manner
    window: Window | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What finds its record again."""
        return self.case, self.scenario.name, self.column.name

    def make(self, runners: Runners) -> Made:
        """Its record; a runner's failure is in it."""
        if self.window is not None:
            return answer(self.column.stage, self.window, runners)
        return self.column.stage.run(self.scenario, self.manner, runners)


@dataclass(frozen=True)
class Row:
    """A scenario and where a case is run under it."""

    scenario: Scenario
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Plan:
    """A case and what is run of it; `whole` when that is all there is."""

    prepared: Prepared
    rows: tuple[Row, ...]
    whole: bool = True

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run."""
        case = self.prepared.case
        manner = Manner(bodies=case.bodies, params=case.params, assumed=case.assume)
        window = case.schedule.window if case.schedule else None
        return tuple(
            Run(case.id, row.scenario, column, manner, window)
            for row in self.rows
            for column in row.columns
        )


def plan(prepared: Prepared, chosen: Mapping[str, frozenset[str]] | None = None) -> Plan:
    """What is run of a case: all there is, or the `chosen` columns by scenario.

    Raises:
        SuiteError: it states, or somebody chose, scenarios or tasks that there are none of.
    """
    rows = tuple(Row(scenario, prepared.columns) for scenario in scenarios(prepared))
    if chosen is None or not rows:
        return Plan(prepared, rows)
    known = {row.scenario.name for row in rows}
    if unknown := chosen.keys() - known:
        raise SuiteError(f"{prepared.case.id}: no scenario `{min(unknown)}` to choose")
    few = [(row, chosen[row.scenario.name]) for row in rows if row.scenario.name in chosen]
    picked = tuple(
        Row(row.scenario, tuple(c for c in row.columns if c.name in names)) for row, names in few
    )
    return Plan(prepared, picked, whole=picked == rows)


def scenarios(prepared: Prepared) -> tuple[Scenario, ...]:
    """The case's own scenarios, else those derived from its pipeline; the case's values hold in all of them.

    A question about a schedule is asked once, and no task runs.
    """
    case, reference = prepared.case, prepared.reference
    if reference is None:
        return ()
    if case.schedule is not None:
        return (Scenario(name=SCHEDULE),)
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
