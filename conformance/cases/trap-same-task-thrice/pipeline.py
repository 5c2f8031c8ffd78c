"""A chain of calls of one task."""

from airflow import DAG
from airflow.decorators import task


@task
def load(rows):
    return rows


with DAG(dag_id="trap_same_task_thrice", schedule=None):
    load(load(load(1)))
