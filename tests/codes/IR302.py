# target: dagster
# options: unsupported=error
from airflow.sdk import DAG
from company.operators import LoadTableOperator

with DAG("company", schedule=None):
    LoadTableOperator(task_id="load_table", table="orders")
