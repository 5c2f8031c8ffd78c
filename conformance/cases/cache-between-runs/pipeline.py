"""Two runs of the same date: some results of the first one are taken in the second, the others are computed again."""

import time
from datetime import timedelta

from prefect import flow, task
from prefect.cache_policies import DEFAULT, FLOW_PARAMETERS, INPUTS, TASK_SOURCE


def by_country(context, parameters):
    """Everything but the country is of no account."""
    return f"tax of {parameters['country']}"


@task(cache_policy=INPUTS + TASK_SOURCE, cache_expiration=timedelta(hours=1))
def price(country: str) -> int:
    return len(country)


@task(cache_policy=INPUTS + TASK_SOURCE, cache_expiration=timedelta(milliseconds=1))
def stale(country: str) -> int:
    return len(country)


@task(cache_policy=DEFAULT, persist_result=True)
def per_run(country: str) -> int:
    return len(country)


@task(cache_key_fn=by_country)
def keyed(country: str, amount: int) -> int:
    return amount + 1


@task(cache_policy=FLOW_PARAMETERS + TASK_SOURCE)
def fixed() -> int:
    return 5


@task(cache_policy=INPUTS, persist_result=False)
def not_kept(country: str) -> int:
    return len(country)


@task(cache_policy=INPUTS)
def seen(at: int) -> bool:
    return at > 0


@task(cache_policy=INPUTS - "at")
def unseen(at: int, country: str) -> bool:
    return at > 0


@flow
def cache_between_runs(country: str = "de"):
    first = price(country)
    price(country)
    stale(country)
    per_run(country)
    keyed(country, first)
    fixed()
    not_kept(country)
    seen(time.time_ns())
    unseen(time.time_ns(), country)
