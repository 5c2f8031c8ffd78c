"""Two tasks with one id."""

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("twins"):
    EmptyOperator(task_id="same")
    EmptyOperator(task_id="same")
