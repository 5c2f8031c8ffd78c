"""A mapped task group."""

from airflow.sdk import DAG, task, task_group


@task
def names():
    return ["a", "b"]


@task
def read(name):
    return name


@task
def clean(row, scale):
    return row


@task_group
def one(name, scale):
    return clean(read(name), scale)


with DAG("etl"):
    one.partial(scale=2).expand(name=names())
