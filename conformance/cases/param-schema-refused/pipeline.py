"""A parameter with a limit that only its schema says."""

from airflow.sdk import Param, dag, task


@dag(schedule=None, params={"count": Param(5, type="integer", multipleOf=5)})
def param_schema():
    @task
    def show(params):
        return params["count"]

    show()


param_schema()
