"""One task goes on however the run that it starts ends; another only where that run fails."""

from datetime import datetime

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator


def work():
    return 1


with DAG(dag_id="probe", schedule=None, start_date=datetime(2024, 1, 1)):
    PythonOperator(task_id="look", python_callable=work)

with DAG(dag_id="launch_states", schedule=None, start_date=datetime(2024, 1, 1)):
    either = TriggerDagRunOperator(
        task_id="either",
        trigger_dag_id="probe",
        wait_for_completion=True,
        allowed_states=["success", "failed"],
        failed_states=[],
    )
    refuted = TriggerDagRunOperator(
        task_id="refuted",
        trigger_dag_id="probe",
        wait_for_completion=True,
        allowed_states=["failed"],
        failed_states=["success"],
    )
    last = PythonOperator(task_id="last", python_callable=work)
    either >> refuted >> last
