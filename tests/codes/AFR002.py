"""A typing error in `default_args`."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

with DAG("etl", default_args={"depends_onpast": True}):
    EmptyOperator(task_id="start")
