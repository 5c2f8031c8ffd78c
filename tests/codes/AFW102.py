# target: airflow
from prefect import flow, task


@task(tags=["db"])
def fetch():
    return 1


@flow
def tagged():
    fetch()
