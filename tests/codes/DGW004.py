# target: dagster
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, task

with DAG("etl", schedule=None):
    start = EmptyOperator(task_id="start", pool="slots")

    @task
    def orders():
        return 1

    start >> orders()
