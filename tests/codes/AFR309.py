"""A function that runs in a virtual environment."""

from airflow.sdk import DAG, task


@task.virtualenv(requirements=["pandas"])
def load():
    return 1


with DAG("etl"):
    load()
