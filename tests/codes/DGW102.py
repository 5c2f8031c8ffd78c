# target: dagster
from prefect import flow, task


from datetime import timedelta

from prefect.tasks import task_input_hash


@task(cache_key_fn=task_input_hash, cache_expiration=timedelta(hours=1))
def rates():
    return 1


@flow
def etl():
    rates()
