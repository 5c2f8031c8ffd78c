# target: prefect
from airflow.sdk import DAG
from airflow.providers.snowflake.operators.snowflake import SnowflakeOperator

with DAG("etl", schedule=None):
    SnowflakeOperator(
        task_id="load", snowflake_conn_id="warehouse", role="loader", sql="delete from orders"
    )
