"""A function that runs in a virtual environment and asks Airflow for something of the run."""

from airflow.sdk import DAG, task


@task.virtualenv(requirements=["pandas"])
def load(**context):
    return context["ti"].try_number


with DAG("etl"):
    load()
