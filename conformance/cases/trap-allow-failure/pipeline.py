"""A clean-up after work that may fail."""

from prefect import allow_failure, flow, task


@task
def first():
    return 1


@task
def second(given):
    return given


@task
def tidy():
    return 3


@flow
def trap_allow_failure():
    one = first.submit()
    two = second.submit(one)
    return tidy.submit(wait_for=[allow_failure(two)])
