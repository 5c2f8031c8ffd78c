# target: dagster
from prefect import flow, task


@task(retries=2, retry_delay_seconds=[10, 60])
def orders():
    return 1


@flow
def etl():
    orders()
