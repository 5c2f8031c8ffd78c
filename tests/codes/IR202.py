# target: dagster
from airflow.sdk import DAG
from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

with DAG("etl", schedule=None):
    SQLExecuteQueryOperator(task_id="load", conn_id="warehouse", sql="delete from orders")
