"""A parameter that has to be a whole number from one to nine."""

from airflow.sdk import Param, dag, task


@task
def show(count):
    return count


@dag(params={"count": Param(3, type="integer", minimum=1, maximum=9)})
def param_limit(count: int = 3):
    show(count)


param_limit()
