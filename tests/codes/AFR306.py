"""A callback that is an object of a library."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

from notices import Pager

with DAG("etl"):
    EmptyOperator(task_id="start", on_failure_callback=Pager("on-call"))
