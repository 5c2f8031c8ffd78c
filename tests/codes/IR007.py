# target: dagster
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

with DAG("etl", schedule=None):
    BashOperator(task_id="load", bash_command="make load", do_xcom_push=False)
