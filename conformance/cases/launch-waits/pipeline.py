"""A task starts another pipeline of the file and waits for it: it fails where that run failed, and what is below sees that."""

from datetime import datetime

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator


def work():
    return 1


with DAG(dag_id="refresh", schedule=None, start_date=datetime(2024, 1, 1)):
    load = PythonOperator(task_id="load", python_callable=work)
    check = PythonOperator(task_id="check", python_callable=work)
    load >> check

with DAG(dag_id="launch_waits", schedule=None, start_date=datetime(2024, 1, 1)):
    before = PythonOperator(task_id="before", python_callable=work)
    start = TriggerDagRunOperator(
        task_id="start",
        trigger_dag_id="refresh",
        wait_for_completion=True,
        poke_interval=5,
        retries=1,
        retry_delay=60,
    )
    after = PythonOperator(task_id="after", python_callable=work)
    whatever = PythonOperator(task_id="whatever", python_callable=work, trigger_rule="all_done")
    before >> start >> [after, whatever]
