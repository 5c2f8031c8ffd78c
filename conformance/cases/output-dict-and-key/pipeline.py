"""One task reads the dict, the other one entry of it."""

from airflow import DAG
from airflow.decorators import task


@task(multiple_outputs=True)
def split():
    return {"a": 1, "b": 2}


@task
def whole(parts):
    return parts["a"] + parts["b"]


@task
def part(a):
    return a


with DAG(dag_id="output_dict_and_key", schedule=None):
    parts = split()
    whole(parts)
    part(parts["a"])
