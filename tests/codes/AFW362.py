# target: airflow@3.3
from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("etl", schedule=None):
    BashOperator(task_id="load", bash_command="load {{ prev_ds }}")
