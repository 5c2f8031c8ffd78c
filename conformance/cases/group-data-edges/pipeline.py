"""A group whose tasks hang together by what they give each other."""

from airflow import DAG
from airflow.decorators import task, task_group


@task
def before():
    return 0


@task
def read():
    return 1


@task
def write(rows):
    return rows


@task(trigger_rule="one_success")
def after():
    return 2


@task_group
def part():
    write(read())


with DAG(dag_id="group_data_edges", schedule=None):
    before() >> part() >> after()
