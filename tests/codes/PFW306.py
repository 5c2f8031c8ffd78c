# target: prefect
from airflow.sdk import DAG, task


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


with DAG(dag_id="shared", schedule=None):
    read = rows()
    spoil(read) >> count(read)
