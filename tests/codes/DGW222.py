# target: dagster
from airflow import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("shop", schedule=None):
    BashOperator(task_id="models", bash_command="cd /opt/dbt && dbt run --select staging")
