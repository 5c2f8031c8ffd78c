"""A function that returns a command between two others, tried again once."""

from airflow import DAG
from airflow.decorators import task
from airflow.exceptions import AirflowSkipException


@task
def region() -> str:
    return "eu"


@task.bash(retries=1, retry_delay=10, env={"LEVEL": "3"})
def greet(where: str, mark: str) -> str:
    if not where:
        raise AirflowSkipException("nobody there")
    return f"echo {where}{mark}"


@task
def show(text: str) -> str:
    return text


with DAG(dag_id="shell_made_stub", schedule=None):
    show(greet(region(), mark="!"))
