# target: airflow
from prefect import flow, task


@flow
def counting():
    calls = 0

    @task
    def call():
        nonlocal calls
        calls += 1
        return calls

    call()
