"""A task that is there for clearing."""

from airflow.sdk import DAG
from airflow.providers.standard.sensors.external_task import ExternalTaskMarker

with DAG("etl"):
    ExternalTaskMarker(task_id="step", external_dag_id="orders", external_task_id="load")
