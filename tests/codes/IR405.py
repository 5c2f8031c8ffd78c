"""A schedule of no length."""

from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("always", schedule=timedelta()):
    EmptyOperator(task_id="run")
