"""A parameter that has to be a whole number."""

from prefect import flow, task


@task
def show(count):
    return count


@flow
def param_bad_value(count: int = 3):
    return show(count)
