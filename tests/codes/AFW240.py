# target: airflow@3.3
"""A mapped task group whose outputs a task outside of it takes."""

from airflow.sdk import DAG, task, task_group


@task
def names():
    return ["a", "b"]


@task
def read(name):
    return name


@task
def report(rows):
    return rows


@task_group
def one(name):
    return read(name)


with DAG("etl"):
    report(one.expand(name=names()))
