"""A download that is tried three times, half a minute apart."""

from datetime import timedelta

from polydag import Pipeline, task


@task(retries=2, retry_delay=timedelta(seconds=30))
def download() -> int:
    return 1


@task
def store(size: int) -> int:
    return size


with Pipeline("retry_fixed") as retry_fixed:
    store(download())
