"""A task that is tried again, later each time."""

from datetime import timedelta

from polydag import Pipeline, exponential, task


@task(retries=3, retry_delay=exponential(timedelta(minutes=1)))
def fetch() -> int:
    return 1


@task(retries=2, retry_delay=[timedelta(seconds=10), timedelta(minutes=2)])
def store(value: int) -> int:
    return value


with Pipeline("retrying") as retrying:
    store(fetch())
