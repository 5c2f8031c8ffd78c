# target: dagster
from airflow.sdk import DAG
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

with DAG("etl"):
    ExternalTaskSensor(task_id="step", external_dag_id="orders", external_task_id="load")
