"""Rules of recurrence name the same moments as the cron or interval that stands for them, or none does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from polydag.frontends.prefect.recurrence import NoCronError, recurrence
from tests.frontends.prefect.conftest import Read

Reader = Callable[[str], Read]

CRONS = {
    "FREQ=MINUTELY;INTERVAL=15": "0,15,30,45 * * * *",
    "FREQ=MINUTELY;INTERVAL=30;BYHOUR=9,10;BYDAY=MO": "0,30 9,10 * * 1",
    "FREQ=HOURLY": "0 * * * *",
    "FREQ=HOURLY;INTERVAL=6;BYMINUTE=5": "5 0,6,12,18 * * *",
    "FREQ=HOURLY;BYHOUR=9,10,11;BYDAY=MO,TU,WE,TH,FR": "0 9-11 * * 1-5",
    "FREQ=DAILY;BYHOUR=9;BYMINUTE=30": "30 9 * * *",
    "FREQ=DAILY;BYMONTH=6,7": "0 0 * 6,7 *",
    "FREQ=WEEKLY": "0 0 * * 3",
    "FREQ=WEEKLY;BYDAY=SU,WE;BYHOUR=8": "0 8 * * 0,3",
    "FREQ=MONTHLY": "0 0 1 * *",
    "FREQ=MONTHLY;BYMONTHDAY=15": "0 0 15 * *",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "0 0 L * *",
    "FREQ=MONTHLY;BYDAY=1MO;BYHOUR=5": "0 5 * * 1#1",
    "FREQ=MONTHLY;INTERVAL=3": "0 0 1 1,4,7,10 *",
    "FREQ=YEARLY": "0 0 1 1 *",
    "FREQ=YEARLY;BYMONTH=4": "0 0 1 4 *",
    "FREQ=YEARLY;BYMONTH=4;BYDAY=2TU": "0 0 * 4 2#2",
    "RRULE:FREQ=DAILY;BYSECOND=0;WKST=SU": "0 0 * * *",
    "DTSTART:20250214T083000\nRRULE:FREQ=WEEKLY": "30 8 * * 5",
    "DTSTART;TZID=America/New_York:20250214T083000\nRRULE:FREQ=MONTHLY": "30 8 14 * *",
}
INTERVALS = {
    "FREQ=DAILY;INTERVAL=2": (2, "2020-01-01T00:00:00+00:00"),
    "FREQ=DAILY;INTERVAL=3;BYHOUR=6": (3, "2020-01-01T06:00:00+00:00"),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO": (14, "2019-12-30T00:00:00+00:00"),
    "DTSTART:20250214T083000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2": (14, "2025-02-14T08:30:00+00:00"),
}
NONE = {
    "FREQ=SECONDLY": "FREQ=SECONDLY",
    "FREQ=DAILY;COUNT=3": "COUNT",
    "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR": "BYSETPOS",
    "FREQ=MONTHLY;BYDAY=-1FR": "BYDAY=-1FR",
    "FREQ=YEARLY;BYDAY=20MO": "BYDAY=20MO",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13": "not both",
    "FREQ=MONTHLY;BYMONTHDAY=-2": "BYMONTHDAY=-2",
    "FREQ=HOURLY;INTERVAL=7": "no cron counts by 7",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE": "leaves out others",
    "FREQ=YEARLY;INTERVAL=2": "years",
    "FREQ=DAILY\nEXDATE:20260101T000000": "EXDATE",
    "DTSTART:soon\nRRULE:FREQ=DAILY": "no moment",
}


@pytest.mark.parametrize("text", CRONS)
def test_a_cron_names_the_moments_of_the_rule(text: str) -> None:
    assert recurrence(text, in_utc=False).cron == CRONS[text]


@pytest.mark.parametrize("text", INTERVALS)
def test_an_interval_names_the_moments_of_the_rule(text: str) -> None:
    found = recurrence(text, in_utc=True)
    days, anchor = INTERVALS[text]
    assert (found.every, found.anchor) == (days * 86400, anchor)
    with pytest.raises(NoCronError, match="not all equally long"):
        recurrence(text, in_utc=False)


@pytest.mark.parametrize("text", NONE)
def test_what_no_cron_names_is_said(text: str) -> None:
    with pytest.raises(NoCronError, match=NONE[text]):
        recurrence(text, in_utc=True)


def served(read_file: Reader, schedule: str) -> Read:
    return read_file(
        "from prefect import flow\nfrom prefect.schedules import Cron, RRule\n@flow\ndef main(): ...\n"
        f'if __name__ == "__main__":\n    main.serve({schedule})\n'
    )


def test_the_first_and_the_last_moment_bound_the_pipeline(read_file: Reader) -> None:
    rule = r'"DTSTART:20260110T060000\nRRULE:FREQ=DAILY;UNTIL=20260112T060000"'
    [pipeline] = served(read_file, f"schedule=RRule({rule})").module.pipelines
    assert (pipeline.start, pipeline.end) == ("2026-01-10T06:00:00", "2026-01-12T06:00:00")
    [pipeline] = served(read_file, f"rrule={rule}").module.pipelines
    assert pipeline.schedules[0].crons == ("0 6 * * *",)


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        pytest.param('rrule="FREQ=DAILY;COUNT=2"', "no cron says `COUNT`", id="a rule"),
        pytest.param("schedule=made()", "only when the file runs", id="an unknown object"),
        pytest.param(
            'schedules=[Cron("0 6 * * *"), RRule("FREQ=DAILY;UNTIL=20260201")]',
            "bounds of its own",
            id="bounds of one of several",
        ),
    ],
)
def test_a_schedule_that_is_not_read_is_told(schedule: str, reason: str, read_file: Reader) -> None:
    told = [one for one in served(read_file, schedule).diagnostics if one.code == "PFR309"]
    assert len(told) == 1
    assert reason in told[0].message


def test_none_is_no_schedule(read_file: Reader) -> None:
    found = served(read_file, "schedule=None, cron=None")
    assert found.module.pipelines[0].schedules == ()
    assert "PFR309" not in {one.code for one in found.diagnostics}
