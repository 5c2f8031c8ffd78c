# target: airflow
# options: sequence=relax
from prefect import flow, task


@task
def first():
    print("first")


@task
def second():
    print("second")


@flow
def in_order():
    first()
    second()
