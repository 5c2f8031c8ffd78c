# target: airflow
from datetime import timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("reports", schedule="@daily"):
    BashOperator(task_id="build", bash_command="make", sla=timedelta(hours=2))
