"""A task that tells of its end, its failures and its retries."""

from datetime import timedelta

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


def tell(context):
    print("it ended")


with DAG(dag_id="hook_failure_success", schedule=None):
    load = PythonOperator(
        task_id="load",
        python_callable=work,
        retries=1,
        retry_delay=timedelta(seconds=5),
        on_failure_callback=tell,
        on_success_callback=tell,
        on_retry_callback=tell,
    )
    report = PythonOperator(task_id="report", python_callable=work)
    load >> report
