"""A branch, its join, and a gate."""

from datetime import date, timedelta

from polydag import Fail, Pipeline, Skip, context, empty, exponential, task

LIMIT = 1000


@task
def extract() -> list[int]:
    return [1]


@task.branch
def pick(rows: list[int]) -> str:
    return "full" if len(rows) > LIMIT else "delta"


@task(retries=3, retry_delay=exponential(timedelta(minutes=1), cap=timedelta(minutes=5)))
def full_load(rows):
    if rows is None:
        raise Skip("nothing")
    return len(rows)


@task
def delta_load(rows):
    day = context("ds")
    if day is None:
        raise Fail(f"no day {day}")
    return len(rows)


@task.gate
def is_monday(day: str) -> bool:
    return True


@task
def report(day):
    return day


with Pipeline("conditional", start=date(2026, 1, 1), catchup=True) as conditional:
    rows = extract()
    full, delta = full_load(rows), delta_load(rows)
    branch = pick(rows).choose({"full": full, "delta": [delta]})
    join = empty("join", trigger_rule="none_failed_min_one_success")
    [full, delta] >> join
    gate = is_monday(context("ds"))
    join >> gate >> report(context("ds"))
