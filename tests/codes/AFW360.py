# target: airflow@3.3
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.operators.subdag import SubDagOperator  # noqa: F401

with DAG("etl", schedule=None):
    BashOperator(task_id="load", bash_command="load")
