"""What a model's schedules mean, on the calendar and where clocks change."""

from __future__ import annotations

import pytest

from polydag.ir.model import Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.policies import Schedule
from polydag.runs.schedules.expected import expected
from polydag.runs.schedules.record import Manner, ScheduleRecord, Window

BERLIN = "Europe/Berlin"


def asked(
    pipeline: Pipeline, start: str, end: str, engine: str = "airflow", manner: Manner = "live"
) -> ScheduleRecord:
    window = Window(start=f"{start}:00+00:00", end=f"{end}:00+00:00", manner=manner)
    return expected(engine, pipeline, window)


def times(record: ScheduleRecord) -> list[str]:
    assert record.runner.error is None
    return [fire.at.removesuffix(":00+00:00") for fire in record.fires]


def cron(*crons: str, zone: str = "UTC", **more: object) -> Pipeline:
    schedule = Schedule(kind="cron", crons=crons, timezone=zone)
    return Pipeline.model_validate({"id": "p", "schedules": (schedule,), **more})


@pytest.mark.parametrize(
    ("engine", "gap", "repeat"),
    [
        ("airflow", "2026-03-29T01:30", "2026-10-25T01:30"),
        ("dsl", "2026-03-29T01:30", "2026-10-25T01:30"),
        ("dagster", "2026-03-29T01:00", "2026-10-25T01:30"),
        ("prefect", "2026-03-29T00:30", "2026-10-25T00:30"),
    ],
)
def test_half_past_two_in_berlin_is_what_the_source_engine_makes_of_it(
    engine: str, gap: str, repeat: str
) -> None:
    pipeline = cron("30 2 * * *", zone=BERLIN)
    spring = asked(pipeline, "2026-03-28T00:00", "2026-03-31T00:00", engine)
    assert times(spring) == ["2026-03-28T01:30", gap, "2026-03-30T00:30"]
    autumn = asked(pipeline, "2026-10-24T00:00", "2026-10-27T00:00", engine)
    assert times(autumn) == ["2026-10-24T00:30", repeat, "2026-10-26T01:30"]


def test_every_hour_is_every_hour_of_the_long_day_but_in_prefect() -> None:
    pipeline = cron("0 * * * *", zone=BERLIN)
    window = ("2026-10-24T23:00", "2026-10-25T03:00")
    assert len(times(asked(pipeline, *window))) == 4
    assert times(asked(pipeline, *window, engine="prefect")) == [
        "2026-10-24T23:00",
        "2026-10-25T00:00",
        "2026-10-25T02:00",
    ]


def test_several_crons_are_merged_and_a_shared_moment_is_one_run() -> None:
    pipeline = cron("0 6 * * *", "0 6,18 * * 1")
    assert times(asked(pipeline, "2026-01-05T00:00", "2026-01-07T00:00")) == [
        "2026-01-05T06:00",
        "2026-01-05T18:00",
        "2026-01-06T06:00",
    ]


def test_an_interval_is_counted_from_the_first_day_and_what_it_is_about_ends_at_the_tick() -> None:
    schedule = Schedule(kind="interval", every=7 * 3600.0, window="preceding")
    pipeline = Pipeline(
        id="p", schedules=(schedule,), start="2026-01-05T01:00:00+00:00", catchup=True
    )
    record = asked(pipeline, "2026-01-05T00:00", "2026-01-06T00:00")
    assert times(record) == ["2026-01-05T08:00", "2026-01-05T15:00", "2026-01-05T22:00"]
    assert record.fires[0].interval == ("2026-01-05T01:00:00+00:00", "2026-01-05T08:00:00+00:00")


def test_no_run_before_the_first_day_or_after_the_last() -> None:
    pipeline = cron("0 6 * * *", start="2026-01-06T00:00:00+00:00", end="2026-01-07T06:00:00+00:00")
    found = times(asked(pipeline, "2026-01-05T00:00", "2026-01-10T00:00"))
    assert found == ["2026-01-06T06:00", "2026-01-07T06:00"]


def test_switched_on_late_it_makes_up_for_all_or_for_the_last_or_in_other_engines_for_none() -> (
    None
):
    window = ("2026-01-05T00:00", "2026-01-08T00:00")
    caught = cron("0 6 * * *", start="2026-01-05T00:00:00+00:00", catchup=True)
    assert len(times(asked(caught, *window, manner="late"))) == 3
    latest = cron("0 6 * * *", start="2026-01-05T00:00:00+00:00")
    assert times(asked(latest, *window, manner="late")) == ["2026-01-07T06:00"]
    assert times(asked(latest, *window, "prefect", "late")) == []


def test_an_expression_is_an_error_and_no_guess() -> None:
    schedule = Schedule(kind="cron", crons=(Symbolic(text="CRON"),))
    record = asked(Pipeline(id="p", schedules=(schedule,)), "2026-01-05T00:00", "2026-01-06T00:00")
    assert record.runner.error == "the cron is the expression `CRON`"


@pytest.mark.parametrize(
    ("schedule", "error"),
    [
        (Schedule(kind="cron", crons=("61 * * * *",)), "`61 * * * *` is no cron"),
        (
            Schedule(kind="cron", crons=("0 0 * * *",), timezone="Mars/Olympus"),
            "there is no time zone `Mars/Olympus`",
        ),
    ],
)
def test_what_names_no_times_is_an_error(schedule: Schedule, error: str) -> None:
    pipeline = Pipeline(id="p", schedules=(schedule,))
    record = asked(pipeline, "2026-01-05T00:00", "2026-01-06T00:00")
    assert (record.runner.error or "").startswith(error)


def test_without_a_schedule_nothing_starts_runs() -> None:
    record = asked(Pipeline(id="p"), "2026-01-05T00:00", "2026-01-06T00:00")
    assert not record.scheduled
