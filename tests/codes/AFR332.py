"""A task that publishes to an alias."""

from airflow.sdk import DAG, AssetAlias
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("etl"):
    EmptyOperator(task_id="start", outlets=[AssetAlias("later")])
