"""A template that asks for what only Airflow knows."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

with DAG("etl"):
    BashOperator(task_id="run", bash_command="echo {{ dag.owner }}")
