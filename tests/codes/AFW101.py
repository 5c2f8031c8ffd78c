# target: airflow
from prefect import flow, task
from prefect.cache_policies import INPUTS


@task(cache_policy=INPUTS)
def fetch():
    return 1


@flow
def cached():
    fetch()
