"""Two tasks that wait for each other."""

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("circle"):
    first = EmptyOperator(task_id="first")
    second = EmptyOperator(task_id="second")
    first >> second >> first
