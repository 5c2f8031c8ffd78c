"""Delays that differ at random, in every way that an engine has a word for."""

from polydag import Pipeline, exponential, task


@task(retries=2, retry_delay=exponential(30), retry_jitter="window")
def growing() -> int:
    return 1


@task(retries=2, retry_delay=30, retry_jitter="full")
def shorter(value: int) -> int:
    return value


@task(retries=2, retry_delay=30, retry_jitter="plus_minus")
def around(value: int) -> int:
    return value


@task(retries=2, retry_delay=[10, 30], retry_jitter=0.5)
def longer(value: int) -> int:
    return value


with Pipeline("dsl_jitter") as dsl_jitter:
    longer(around(shorter(growing())))
