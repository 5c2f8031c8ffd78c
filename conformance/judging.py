"""Judges records: every target against the source, the source against the reference, all against what the case expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from conformance.prepare import Prepared
from conformance.running import SOURCE, Records
from polydag.runs.compare import Side, Verdict, compare
from polydag.runs.comparison_table import difference_lines
from polydag.runs.record import RunRecord
from polydag.runs.scenarios import Scenario
from polydag.runs.stages import Stage


@dataclass(frozen=True)
class Judgement:
    """What one run of a case showed: `column` is the source or a target, `lines` say what is wrong."""

    case: str
    scenario: str
    column: str
    verdict: Verdict
    lines: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it behaved as it must."""
        return self.verdict is Verdict.EQUAL


def judge(prepared: Prepared, scenario: Scenario, records: Records) -> Iterator[Judgement]:
    """One judgement per column of a case under a scenario."""
    reference_stage = prepared.reference
    assert reference_stage is not None
    case = prepared.case
    reference = records[case.id, scenario.name, "reference"]
    first = Side("reference", reference)
    yield _expected(prepared, scenario, "reference", reference)
    for name, stage in _columns(prepared):
        record = records[case.id, scenario.name, name]
        side = Side(name, record, stage.placements or {})
        found = compare(reference_stage.pipeline, reference, first, side)
        if found.verdict is Verdict.EQUAL:
            yield _expected(prepared, scenario, name, record)
        else:
            lines = (found.reason,) if found.reason else tuple(difference_lines(found.differences))
            missing = record.runner.error is not None and "no environment" in record.runner.error
            yield Judgement(
                case.id, scenario.name, name, Verdict.NOT_RUN if missing else found.verdict, lines
            )
        if name == SOURCE and found.verdict in (Verdict.EQUAL, Verdict.DIFFERENT):
            first = side


def _columns(prepared: Prepared) -> Iterator[tuple[str, Stage]]:
    if prepared.source is not None:
        yield SOURCE, prepared.source
    yield from ((stage.name, stage) for stage in prepared.targets)


def _expected(prepared: Prepared, scenario: Scenario, column: str, record: RunRecord) -> Judgement:
    """The judgement of a record by what the case expects by hand, where it does."""
    expected = prepared.case.expect.get(scenario.name)
    if record.runner.error is not None or record.run is None:
        error = record.runner.error or "the run did not end"
        return Judgement(prepared.case.id, scenario.name, column, Verdict.FAILED, (error,))
    wrong: list[str] = []
    if expected is not None and record.run.state != expected.run:
        wrong.append(f"the run is {record.run.state}, not {expected.run}")
    if expected is not None and column in ("reference", SOURCE):
        wrong += _wrong_tasks(record, expected.tasks, expected.waits)
    verdict = Verdict.DIFFERENT if wrong else Verdict.EQUAL
    return Judgement(prepared.case.id, scenario.name, column, verdict, tuple(wrong))


def _wrong_tasks(
    record: RunRecord, states: Mapping[str, str], waits: dict[str, tuple[float, ...]]
) -> Iterator[str]:
    found = {task.id: task for task in record.tasks}
    for id, state in states.items():
        actual = found[id].state if id in found else "absent"
        if actual != state:
            yield f"{id} is {actual}, not {state}"
    for id, seconds in waits.items():
        actual_waits = tuple(a.retry_wait for a in found[id].attempts if a.retry_wait is not None)
        if actual_waits != seconds:
            yield f"{id} waited {actual_waits}, not {seconds}"
