"""Schedules are cases of the suite: answers are held against the calendar, and a deviation says which runs start instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from polydag.conformance.calendar import SCHEDULE, Start, Starts, findings
from polydag.conformance.deviations import Deviation
from polydag.conformance.findings import Finding
from polydag.conformance.judging import Judgement, Outcome, judged
from polydag.conformance.planning import plan
from polydag.conformance.prepare import prepare
from polydag.conformance.stated import SuiteError
from polydag.conformance.suite import Suite
from polydag.runs.record import RunnerReport
from polydag.runs.runners import Runners
from polydag.runs.schedules.record import Fire, ScheduleRecord
from tests.conformance.suites import DAGSTER, suite_of

SUITE = Suite(Path(__file__).parents[2] / "conformance")
ASKED = tuple(case.id for case in SUITE.cases() if case.schedule is not None)
SIX, SEVEN, EIGHT = (f"2026-01-0{day}T06:00:00+00:00" for day in (6, 7, 8))
STATED = f"schedule: {{window: {{}}, starts: [{{at: '{SIX}', about: ['{SIX}', '{SEVEN}']}}]}}"


def starts(*moments: str, about: tuple[str, str] | None = None) -> Starts:
    stated = [{"at": moment, "about": about} for moment in moments]
    return TypeAdapter(tuple[Start, ...]).validate_python(stated)


def answer(*moments: str, about: tuple[str, str] | None = None) -> ScheduleRecord:
    fires = tuple(Fire(at=moment, interval=about) for moment in moments)
    return ScheduleRecord(engine="dagster", pipeline="etl", fires=fires)


NOTHING = ScheduleRecord(engine="dagster", pipeline="etl", scheduled=False)


@pytest.mark.parametrize(
    ("stated", "answered", "found"),
    [
        pytest.param(starts(SIX), answer(SIX), [], id="the runs that are stated"),
        pytest.param(
            starts(SIX), answer(), [f"starts no run, not {SIX}"], id="a run that is missing"
        ),
        pytest.param(
            starts(SIX), answer(SIX, SIX), [f"starts {SIX}, {SIX}, not {SIX}"], id="a run twice"
        ),
        pytest.param("nothing", answer(), ["starts no run, not nothing"], id="a schedule too many"),
        pytest.param(starts(), NOTHING, ["starts nothing, not no run"], id="no schedule"),
        pytest.param("nothing", NOTHING, [], id="nothing where nothing is stated"),
        pytest.param(
            starts(SIX, about=(SIX, SEVEN)),
            answer(SIX, about=(SIX, EIGHT)),
            [f"the run at {SIX} is about {SIX} to {EIGHT}, not {SIX} to {SEVEN}"],
            id="another interval",
        ),
        pytest.param(
            starts(SIX, about=(SIX, SEVEN)), answer(SIX), [], id="an engine that has no intervals"
        ),
    ],
)
def test_an_answer_is_held_against_the_calendar(
    stated: Starts, answered: ScheduleRecord, found: list[str]
) -> None:
    assert [one.text for one in findings(stated, answered)] == found


def test_a_deviation_covers_exactly_the_runs_that_it_states() -> None:
    deviation = Deviation(
        case="linear",
        scenario=SCHEDULE,
        kind="never",
        reason="starts a day later",
        code="DGW001",
        starts=starts(SEVEN),
    )
    [as_stated] = findings(starts(SIX), answer(SEVEN))
    [otherwise] = findings(starts(SIX), answer(EIGHT))
    assert deviation.covers(SCHEDULE, as_stated)
    assert not deviation.covers(SCHEDULE, otherwise)
    assert not deviation.covers(SCHEDULE, Finding(None, "state", "of a run"))
    vague = deviation.model_copy(update={"starts": None})
    assert not vague.covers(SCHEDULE, as_stated)


def outcomes(folder: Path, answered: ScheduleRecord) -> dict[str, Judgement]:
    """What comes out when Dagster answers this, by column."""
    suite = suite_of(folder / "suite", STATED)
    made = plan(prepare(suite.case("linear"), folder / "out", (DAGSTER,)))
    own = answer(SIX, about=(SIX, SEVEN))
    records = {run.key: own if run.column.name == "reference" else answered for run in made.runs}
    return {one.column: one for one in judged(made, records)}


def test_every_column_is_asked_once_and_judged_by_itself(tmp_path: Path) -> None:
    found = outcomes(tmp_path, answer(SEVEN))
    assert {name: one.scenario for name, one in found.items()} == {
        "reference": SCHEDULE,
        "dagster-1.13": SCHEDULE,
    }
    assert found["reference"].outcome is Outcome.PASSED
    assert found["dagster-1.13"].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [("no environment for dagster-1.13", Outcome.NOT_RUN), ("it <died>", Outcome.BROKEN)],
)
def test_a_runner_that_says_nothing_is_no_behaviour(
    error: str, outcome: Outcome, tmp_path: Path
) -> None:
    silent = NOTHING.model_copy(update={"runner": RunnerReport(error=error)})
    found = outcomes(tmp_path, silent)["dagster-1.13"]
    assert (found.outcome, found.lines) == (outcome, (error,))


def test_a_case_with_a_schedule_has_no_scenarios(tmp_path: Path) -> None:
    suite = suite_of(tmp_path, f"{STATED}\nscenarios: [all succeed]")
    with pytest.raises(SuiteError, match="it has no scenarios"):
        suite.case("linear")


@pytest.mark.parametrize("id", ASKED)
def test_the_model_says_what_the_calendar_says(id: str, tmp_path: Path) -> None:
    case = SUITE.case(id)
    assert case.schedule is not None
    made = plan(prepare(case, tmp_path, ()))
    with Runners() as runners:
        [record] = (run.make(runners) for run in made.runs)
    assert isinstance(record, ScheduleRecord)
    assert list(findings(case.schedule.starts, record)) == []
