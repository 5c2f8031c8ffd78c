from datetime import timedelta

from prefect import flow, task
from prefect.cache_policies import INPUTS
from prefect.tasks import task_input_hash


@task(cache_policy=INPUTS, cache_expiration=timedelta(hours=1), persist_result=True)
def price(country: str) -> int:
    print("asked", country)
    return len(country)


@task(cache_key_fn=task_input_hash, cache_expiration=timedelta(days=1))
def tax(amount: int) -> int:
    return amount // 5


@flow
def cache_inputs():
    net = price("de")
    return tax(net)
