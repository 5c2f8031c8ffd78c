"""Sensors in polydag's own words: one that hands a value on, one that is skipped, one that waits longer each time."""

from datetime import timedelta

from polydag import Fail, Pipeline, Skip, log, seen, task


@task
def day() -> str:
    return "2026-01-05"


@task.sensor(every=60, within=timedelta(hours=1), retries=1, retry_delay=10)
def rows(day: str) -> bool:
    log.info("looking for %s", day)
    found = [day]
    return seen(bool(found), found)


@task.sensor(every=30, within=300, on_timeout="skip", frees_worker=True)
def extras() -> bool:
    return True


@task.sensor(every=10, within=100, growing=True, at_most=40)
def closing(day: str) -> bool:
    if day == "sunday":
        raise Skip("closed")
    if not day:
        raise Fail("no day")
    return True


@task
def load(rows: list[str]) -> int:
    return len(rows)


@task(trigger_rule="none_failed")
def report(loaded: int) -> int:
    return loaded


with Pipeline("sensor_dsl") as sensor_dsl:
    today = day()
    reported = report(load(rows(today)))
    [extras(), closing(today)] >> reported
