from airflow.sdk import DAG
from airflow.providers.common.sql.sensors.sql import SqlSensor

with DAG("etl", schedule=None):
    SqlSensor(task_id="rows", conn_id="warehouse", sql="select count(*) from staging")
