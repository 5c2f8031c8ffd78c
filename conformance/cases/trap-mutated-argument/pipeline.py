"""One task appends to the rows that another one counts after it."""

from airflow import DAG
from airflow.decorators import task


@task
def rows():
    return ["a", "b"]


@task
def spoil(rows):
    rows.append("c")
    return len(rows)


@task
def count(rows):
    return len(rows)


with DAG(dag_id="trap_mutated_argument", schedule=None):
    read = rows()
    spoil(read) >> count(read)
