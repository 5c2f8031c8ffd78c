"""A file sensor whose path is relative."""

from airflow.sdk import DAG
from airflow.providers.standard.sensors.filesystem import FileSensor

with DAG("etl"):
    FileSensor(task_id="arrived", filepath="incoming/orders.csv", fs_conn_id="landing")
