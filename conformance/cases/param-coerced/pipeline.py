"""Parameters that are given as texts, as a command line or a form gives them."""

from prefect import flow, task


@task
def show(count, rate):
    return count + 1, rate + 1


@flow
def param_coerced(count: int = 3, rate: float = 0.5):
    return show(count, rate)
