"""A function that is computed."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

from elsewhere import functions

with DAG("etl"):
    PythonOperator(task_id="run", python_callable=functions["run"])
