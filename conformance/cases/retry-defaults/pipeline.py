"""What the pipeline says of all tasks, what a task says of itself, and a task that is not to be tried again."""

from datetime import timedelta

from polydag import Pipeline, task


@task
def usual() -> int:
    return 1


@task(retries=1, retry_delay=5)
def own(value: int) -> int:
    return value


@task(retries=0)
def charge(value: int) -> int:
    return value


with Pipeline("retry_defaults", retries=2, retry_delay=timedelta(minutes=1)) as retry_defaults:
    charge(own(usual()))
