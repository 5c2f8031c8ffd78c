"""A notification that stands below nothing."""

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("alarm"):
    EmptyOperator(task_id="notify", trigger_rule="one_failed")
