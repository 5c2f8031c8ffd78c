"""A key that a shell task does not push."""

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("etl"):
    first = BashOperator(task_id="first", bash_command="date")
    first >> BashOperator(task_id="second", bash_command="echo {{ ti.xcom_pull('first', key='day') }}")
