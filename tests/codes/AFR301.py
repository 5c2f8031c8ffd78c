"""A dependency on something that is no task."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

from elsewhere import gate

with DAG("etl"):
    gate >> EmptyOperator(task_id="start")
