"""Sensors: one of each word, and one that hands a value on."""

from datetime import timedelta

from polydag import Pipeline, Skip, log, seen, task

MINUTE = timedelta(minutes=1)


@task.sensor
def ready() -> bool:
    return True


@task.sensor(every=MINUTE, within=timedelta(hours=2), retries=1, timeout=30)
def rows(day: str) -> bool:
    log.info("looking for %s", day)
    if day == "sunday":
        raise Skip("closed")
    return seen(done=bool(day), value=[day])


@task.sensor(growing=True, at_most=600, on_timeout="skip", on_error="look_again", frees_worker=True)
def extras(path: str) -> bool:
    return bool(path)


@task
def load(rows: list[str]) -> int:
    return len(rows)


with Pipeline("sensors") as sensors:
    loaded = load(rows("monday"))
    [ready(), extras.using(id="more")("/more"), extras.map(path=["/a", "/b"])] >> loaded
