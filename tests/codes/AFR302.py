"""A pull without `task_ids`."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator


@task
def load(ti=None):
    return ti.xcom_pull(key="rows")


with DAG("etl"):
    load()
