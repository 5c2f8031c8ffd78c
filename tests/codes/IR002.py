# target: prefect
"""A notification that Prefect says as an `except` block around the tasks it watches."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def run():
    return 1


with DAG("watched"):
    load = PythonOperator(task_id="load", python_callable=run)
    load >> PythonOperator(task_id="notify", python_callable=run, trigger_rule="one_failed")
