"""A function of a library that is given the DAG."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

from elsewhere import add_tasks

with DAG("etl") as dag:
    EmptyOperator(task_id="start")
    add_tasks(dag)
