# target: dagster
from airflow.sdk import DAG

from acme.operators import SparkOperator

with DAG("etl", schedule=None):
    SparkOperator(task_id="spark")
