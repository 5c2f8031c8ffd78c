"""A task that fetches the value of a task that does not exist."""

from airflow import DAG
from airflow.providers.standard.operators.python import PythonOperator


def load(ti):
    print(ti.xcom_pull(task_ids="extract"))


with DAG("orphan"):
    PythonOperator(task_id="load", python_callable=load)
