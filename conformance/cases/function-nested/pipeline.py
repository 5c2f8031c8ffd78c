"""Functions beside the tasks, inside the function of the DAG."""

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import dag, task


@dag(schedule=None)
def function_nested():
    limit = 3

    def _rows(n: int) -> list[int]:
        return list(range(min(n, limit)))

    def _shown(text: str) -> str:
        return f"{text}{len(_rows(9))}"

    @task
    def load() -> str:
        return _shown("x")

    def show(value: str) -> str:
        return _shown(value)

    PythonOperator(task_id="show", python_callable=show, op_args=[load()])


function_nested()
