from prefect import flow, task
from prefect.cache_policies import INPUTS, NO_CACHE


@task(cache_policy=INPUTS, persist_result=True)
def cached(n: int = 1):
    return n


@task(cache_policy=NO_CACHE)
def fresh(n: int = 1):
    return n


@flow
def keeping():
    return [cached(), fresh()]
