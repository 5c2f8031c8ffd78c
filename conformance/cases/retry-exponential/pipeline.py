"""Delays that grow: until a cap, by another factor, and in a straight line."""

from datetime import timedelta

from polydag import Pipeline, exponential, linear, task


@task(retries=4, retry_delay=exponential(timedelta(minutes=1), cap=timedelta(minutes=3)))
def capped() -> int:
    return 1


@task(retries=3, retry_delay=exponential(10, factor=3))
def threefold() -> int:
    return 1


@task(retries=3, retry_delay=linear(timedelta(seconds=20), cap=50))
def straight() -> int:
    return 1


@task
def total(a: int, b: int, c: int) -> int:
    return a + b + c


with Pipeline("retry_exponential") as retry_exponential:
    total(capped(), threefold(), straight())
