# target: airflow@3.3
from airflow import DAG
from airflow.operators.bash import BashOperator

settings = {"schedule": "@daily"}
with DAG("etl", **settings):
    BashOperator(task_id="load", bash_command="load")
