"""A template that asks for what a run was given."""

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("etl", schedule=None):
    BashOperator(task_id="run", bash_command="echo {{ dag_run.conf.get('day', 'today') }}")
