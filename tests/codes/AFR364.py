"""A wait for a task of another DAG, at a date that a function works out."""

from airflow.sdk import DAG
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

with DAG("etl"):
    ExternalTaskSensor(
        task_id="step",
        external_dag_id="orders",
        external_task_id="load",
        execution_date_fn=lambda moment: moment.replace(hour=2),
    )
