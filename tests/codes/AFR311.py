"""A mapped task in a mapped task group."""

from airflow.sdk import DAG, task, task_group


@task
def names():
    return ["a", "b"]


@task
def read(name, part):
    return name


@task_group
def one(name):
    read.partial(name=name).expand(part=[1, 2])


with DAG("etl"):
    one.expand(name=names())
