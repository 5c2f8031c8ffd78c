"""Judges records: every column against the source or the reference, and against what the case expects by hand."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from polydag.conformance import calendar
from polydag.conformance.case import Case
from polydag.conformance.deviations import Deviation
from polydag.conformance.expectation import Expectation, Held
from polydag.conformance.findings import Finding, from_differences
from polydag.conformance.planning import Made, Plan, Row
from polydag.conformance.prepare import Column, Prepared
from polydag.conformance.running import Records
from polydag.ir.graph import Graph
from polydag.runs.compare import Comparison, Side, Verdict, compare
from polydag.runs.normalise import normalised
from polydag.runs.record import RunRecord
from polydag.runs.scenarios import Scenario
from polydag.runs.schedules.record import ScheduleRecord
from polydag.runs.stages import REFERENCE

CONVERSION = "conversion"


class Outcome(enum.Enum):
    """What one run of a case showed; a runner's failure and a run that was not made are no behaviour."""

    PASSED = "passed"
    DEVIATES = "deviates"
    FAILED = "failed"
    BROKEN = "failed to run"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Judgement:
    """What one column of a case showed under a scenario.

    `findings` are what is not as it must be, `reason` says why there is no behaviour to judge; `excused` are findings that
    the `deviations` state.
    """

    case: str
    scenario: str
    column: str
    engine: str
    native: bool = False
    outcome: Outcome = Outcome.PASSED
    findings: tuple[Finding, ...] = ()
    reason: str | None = None
    excused: tuple[Finding, ...] = ()
    deviations: tuple[Deviation, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it behaved as it must, or as it is stated to."""
        return self.outcome in (Outcome.PASSED, Outcome.DEVIATES)

    @property
    def lines(self) -> tuple[str, ...]:
        """What to tell about it, a line each."""
        return (self.reason,) if self.reason else tuple(one.text for one in self.findings)


def judged(plan: Plan, records: Records) -> Iterator[Judgement]:
    """What could not be converted, then one judgement per scenario and column."""
    prepared = plan.prepared
    for name, findings in prepared.refused.items():
        yield Judgement(prepared.case.id, CONVERSION, name, name, False, Outcome.FAILED, findings)
    for row in plan.rows:
        if prepared.case.schedule is not None:
            yield from _of_schedule(prepared.case, prepared.case.schedule, row, records)
        else:
            yield from _under(prepared, row, records)


def _under(prepared: Prepared, row: Row, records: Records) -> Iterator[Judgement]:
    """The columns under one scenario: the source against the reference, the others against the source if that is right."""
    assert prepared.reference is not None
    scenario = row.scenario
    reference = records[prepared.case.id, scenario.name, REFERENCE]
    assert isinstance(reference, RunRecord)
    judging = _Judging(prepared, scenario, reference)
    base = Side(REFERENCE, judging.reference)
    for column in row.columns:
        record = records[prepared.case.id, scenario.name, column.name]
        assert isinstance(record, RunRecord)
        side = Side(column.name, record, column.stage.placements or {}, column.stage.is_source)
        found = judging.judgement(column, base, side)
        if column.native and found.outcome is Outcome.PASSED and base.name == REFERENCE:
            base = side
        yield found


@dataclass(frozen=True)
class _Judging:
    """What is known about a case under one scenario."""

    prepared: Prepared
    scenario: Scenario
    reference: RunRecord

    def judgement(self, column: Column, base: Side, side: Side) -> Judgement:
        """One column's; `base` is what it must behave like."""
        assert self.prepared.reference is not None
        pipeline = self.prepared.reference.pipeline
        found = compare(pipeline, self.reference, base, side)
        outcome, reason = _unjudged(found, side)
        findings: tuple[Finding, ...] = ()
        if reason is None:
            findings = tuple(dict.fromkeys((*self._differences(found, side), *self._wrong(side))))
            outcome = Outcome.FAILED if findings else Outcome.PASSED
        case = self.prepared.case.id
        return Judgement(
            case,
            self.scenario.name,
            column.name,
            column.engine,
            column.native,
            outcome,
            findings,
            reason,
        )

    @property
    def _expected(self) -> Expectation | None:
        return self.prepared.case.expect.get(self.scenario.name)

    def _differences(self, found: Comparison, side: Side) -> Iterator[Finding]:
        """The differences, but for states of which the case says that several are right."""
        several = self._expected.open() if self._expected else frozenset()
        for finding in from_differences(found.differences):
            if not (finding.aspect == "state" and finding.task in several):
                yield finding

    def _wrong(self, side: Side) -> Iterable[Finding]:
        if self._expected is None:
            return ()
        assert self.prepared.reference is not None
        assert side.record is not None
        tasks = normalised(side.record, self.reference, Graph(self.prepared.reference.pipeline))
        return Held(side, tasks).findings(self._expected)


def _of_schedule(
    case: Case, stated: calendar.Calendar, row: Row, records: Records
) -> Iterator[Judgement]:
    """The answers about a schedule, each against what the case states."""
    for column in row.columns:
        record = records[case.id, row.scenario.name, column.name]
        assert isinstance(record, ScheduleRecord)
        outcome, reason = _silent(record)
        findings = () if reason else tuple(calendar.findings(stated.starts, record))
        yield Judgement(
            case.id,
            row.scenario.name,
            column.name,
            column.engine,
            column.native,
            Outcome.FAILED if findings else outcome,
            findings,
            reason,
        )


def _silent(record: Made) -> tuple[Outcome, str | None]:
    """Why a runner said nothing, if it did not."""
    error = record.runner.error
    if error is None:
        return Outcome.PASSED, None
    return (Outcome.NOT_RUN if "no environment" in error else Outcome.BROKEN), error


def _unjudged(found: Comparison, side: Side) -> tuple[Outcome, str | None]:
    """Why there is no behaviour to judge, if there is none."""
    assert side.record is not None
    outcome, reason = _silent(side.record)
    if reason is not None:
        return outcome, reason
    if side.record.run is None:
        return Outcome.BROKEN, "the run did not end"
    if found.verdict in (Verdict.FAILED, Verdict.NOT_RUN):
        return Outcome.BROKEN, found.reason
    return Outcome.PASSED, None
