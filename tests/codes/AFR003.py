"""A task function that is called twice."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator


@task
def load():
    return 1


with DAG("etl"):
    load()
    load()
