"""Other pipelines are given parameters: constants, a parameter of the run, what a task made."""

from datetime import datetime

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import dag, task


@dag(schedule=None, start_date=datetime(2024, 1, 1), params={"city": "Oslo", "size": 1})
def report():
    @task
    def write(city: str, size: int) -> str:
        return f"{city} {size}"

    write("{{ params.city }}", "{{ params.size }}")


@dag(schedule=None, start_date=datetime(2024, 1, 1), params={"city": "Lima"})
def launch_conf():
    @task
    def count() -> int:
        return 3

    counted = count()
    waited = TriggerDagRunOperator(
        task_id="waited",
        trigger_dag_id="report",
        conf={"city": "{{ params.city }}", "size": 2},
        wait_for_completion=True,
    )
    forgotten = TriggerDagRunOperator(
        task_id="forgotten", trigger_dag_id="report", conf={"size": counted}
    )
    waited >> forgotten


report()
launch_conf()
