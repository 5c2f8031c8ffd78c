# target: airflow
"""A task that has to be done in time."""

from datetime import timedelta

from airflow.models.dag import DAG
from airflow.operators.empty import EmptyOperator

with DAG("etl"):
    EmptyOperator(task_id="start", sla=timedelta(hours=1))
