"""A task that is mapped over nothing."""

from airflow.sdk import DAG, task


@task
def load(number=0):
    return number


with DAG("etl"):
    load.expand()
