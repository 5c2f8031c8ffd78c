"""On which nights, and at which moments, engines start the runs of a cron otherwise."""

from __future__ import annotations

import pytest

from polydag.backends.clocks import Shift, first_meeting, first_shift, regular_step
from polydag.ir.policies import Schedule

BERLIN = "Europe/Berlin"


def cron(*crons: str, zone: str | None = BERLIN) -> Schedule:
    return Schedule(kind="cron", crons=crons, timezone=zone)


def test_the_first_night_and_both_times_are_told() -> None:
    shift = first_shift(cron("30 2 * * *"), "airflow", "dagster")
    assert shift == Shift("30 2 * * *", BERLIN, "2026-03-29", "03:30 CEST", "03:00 CEST")


@pytest.mark.parametrize(
    ("schedule", "target"),
    [
        (cron("0 6 * * *"), "prefect"),
        (cron("30 2 * * *", zone="UTC"), "prefect"),
        (cron("30 2 * * *", zone=None), "dagster"),
        (cron("30 2 * * *", zone="Asia/Tokyo"), "prefect"),
        (cron("0 * * * *"), "dagster"),
        (cron("30 2 * * *"), "airflow"),
        (cron("no cron at all"), "prefect"),
    ],
)
def test_nothing_is_told_where_nothing_differs(schedule: Schedule, target: str) -> None:
    assert first_shift(schedule, "airflow", target) is None


def test_prefect_leaves_out_an_hour_of_an_hourly_schedule() -> None:
    shift = first_shift(cron("0 * * * *"), "airflow", "prefect")
    assert shift is not None
    assert (shift.day, shift.there, shift.here) == ("2026-10-25", "02:00 CET", "not at all")


def test_crons_that_meet_are_found_within_a_zone() -> None:
    assert first_meeting([cron("0 6 * * *", "0 6,18 * * 1")]) == "2026-01-05 06:00"
    assert first_meeting([cron("0 6 * * *", "0 7 * * *")]) is None
    assert first_meeting([cron("0 6 * * *"), cron("0 6 * * *", zone="UTC")]) is None


@pytest.mark.parametrize(
    ("text", "step"),
    [
        pytest.param("*/15 * * * *", 900, id="an even part of an hour"),
        pytest.param("*/7 * * * *", None, id="a part that leaves a rest"),
        pytest.param("0 9 * * *", 86400, id="once a day"),
        pytest.param("0 9 * * 1-5", None, id="days that are left out"),
        pytest.param("every day", None, id="no cron"),
    ],
)
def test_a_cron_has_a_step_where_all_its_ticks_are_as_far_apart(
    text: str, step: float | None
) -> None:
    assert regular_step(text) == step
