# target: airflow
from prefect import flow, task


@flow
def report(day: int = 1):
    return day


@task
def start(day):
    report(day + 1)


@flow
def etl(day: int = 1):
    start(day)
