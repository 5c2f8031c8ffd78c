# target: airflow
"""A DAG that says how Airflow 2 draws it."""

from airflow.models.dag import DAG
from airflow.operators.empty import EmptyOperator

with DAG("etl", orientation="TB", default_view="graph"):
    EmptyOperator(task_id="start")
