# target: prefect
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG("etl", schedule=None):
    BashOperator(task_id="load", bash_command="make load", queue="big")
