# target: airflow
from prefect import flow, task


@task(name="Fetch the rows!")
def fetch():
    return 1


@flow
def named():
    fetch()
