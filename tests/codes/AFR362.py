"""A command that holds a template."""

from airflow.sdk import DAG, task


@task.bash
def show():
    return "echo {{ ds }}"


with DAG("etl"):
    show()
