"""A branch in a mapped task group."""

from airflow.sdk import DAG, task, task_group


@task
def names():
    return ["a", "b"]


@task.branch
def pick(name):
    return "one.read"


@task
def read(name):
    return name


@task
def skim(name):
    return name


@task_group
def one(name):
    pick(name) >> [read(name), skim(name)]


with DAG("etl"):
    one.expand(name=names())
