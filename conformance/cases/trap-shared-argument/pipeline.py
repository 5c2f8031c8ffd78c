"""One task changes the rows that another one counts after it, and that its own second attempt begins with."""

from airflow import DAG
from airflow.decorators import task


@task
def rows() -> list[str]:
    return ["a", "b"]


@task(retries=1)
def spoil(rows: list[str]) -> int:
    rows.append("c")
    return len(rows)


@task
def count(rows: list[str]) -> int:
    return len(rows)


with DAG(dag_id="trap_shared_argument", schedule=None):
    read = rows()
    spoil(read) >> count(read)
