"""What differs between two answers, and by which code it was told."""

from __future__ import annotations

from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.runs.compare import Comparison, Verdict
from polydag.runs.record import RunnerReport
from polydag.runs.schedules.comparing import Answered, compare
from polydag.runs.schedules.record import Fire, Manner, ScheduleRecord

NIGHTLY = Pipeline(
    id="nightly",
    schedules=(Schedule(kind="cron", crons=("30 2 * * *",), timezone="Europe/Berlin"),),
)


def side(name: str, *times: str, told: tuple[str, ...] = ()) -> Answered:
    fires = tuple(Fire(at=f"{time}:00+00:00") for time in times)
    record = ScheduleRecord(engine=name, pipeline="nightly", fires=fires)
    return Answered(name, record, frozenset(told))


def held(left: Answered, right: Answered, manner: Manner = "live", asked: int = 10) -> Comparison:
    return compare(NIGHTLY, manner, asked, left, right)


def test_a_run_at_another_time_of_a_night_of_the_clocks_is_one_difference_that_a_code_tells() -> (
    None
):
    left = side("source", "2026-03-28T01:30", "2026-03-29T01:30")
    right = side("dagster", "2026-03-28T01:30", "2026-03-29T01:00", told=("DGW220", "DGW209"))
    found = held(left, right)
    [one] = found.differences
    assert found.verdict is Verdict.DIFFERENT
    assert one.told == ("DGW220",)
    assert one.values == {
        "source": "2026-03-29 03:30:00+0200",
        "dagster": "2026-03-29 03:00:00+0200",
    }


def test_a_code_about_something_else_tells_nothing() -> None:
    left, right = side("source", "2026-01-10T01:30"), side("dagster", told=("DGW220",))
    [one] = held(left, right).differences
    assert one.told == ()
    assert one.values == {"source": "2026-01-10 02:30:00+0100", "dagster": "no run"}


def test_what_lies_behind_the_runs_that_were_asked_for_is_not_compared() -> None:
    left = side("source", "2026-01-10T01:30", "2026-01-11T01:30")
    right = side("dagster", "2026-01-10T01:30", "2026-01-11T01:30", "2026-01-12T01:30")
    assert held(left, right, asked=2).verdict is Verdict.EQUAL
    assert held(left, right, asked=3).verdict is Verdict.DIFFERENT


def test_an_interval_is_compared_where_both_sides_know_one() -> None:
    def about(name: str, start: str | None) -> Answered:
        at = "2026-01-10T01:30:00+00:00"
        fire = Fire(at=at, interval=None if start is None else (start, at))
        record = ScheduleRecord(engine=name, pipeline="nightly", fires=(fire,))
        return Answered(name, record)

    day = about("source", "2026-01-09T01:30:00+00:00")
    assert held(day, about("prefect", None)).verdict is Verdict.EQUAL
    assert held(day, about("airflow", "2026-01-10T01:30:00+00:00")).verdict is Verdict.DIFFERENT


def test_no_schedule_at_all_is_one_difference() -> None:
    nothing = ScheduleRecord(engine="dagster", pipeline="nightly", scheduled=False)
    right = Answered("dagster", nothing, frozenset(["DGW304"]))
    [one] = held(side("source", "2026-01-10T01:30", "2026-01-11T01:30"), right).differences
    assert one.told == ("DGW304",)
    assert one.values == {"source": "scheduled", "dagster": "nothing starts runs"}


def test_a_runner_that_failed_is_no_difference() -> None:
    report = RunnerReport(error="killed")
    broken = ScheduleRecord(engine="dagster", pipeline="nightly", runner=report)
    found = held(side("source", "2026-01-10T01:30"), Answered("dagster", broken))
    assert (found.verdict, found.reason) == (Verdict.FAILED, "dagster: killed")
