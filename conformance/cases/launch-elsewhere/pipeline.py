"""A task starts a pipeline of another file, which a stub only asks for."""

from datetime import datetime

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator


def work():
    return 1


with DAG(dag_id="launch_elsewhere", schedule=None, start_date=datetime(2024, 1, 1)):
    start = TriggerDagRunOperator(
        task_id="start", trigger_dag_id="elsewhere", conf={"city": "Lima"}
    )
    after = PythonOperator(task_id="after", python_callable=work)
    start >> after
