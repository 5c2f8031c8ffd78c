# target: airflow
from prefect import flow, task


@task
def show(count):
    return count


@flow
def counting(count: int = 3):
    show(count)
