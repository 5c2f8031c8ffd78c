# target: airflow
from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("nightly", schedule_interval="0 2 * * *", start_date=datetime(2026, 1, 1), catchup=False):
    BashOperator(task_id="one", bash_command="true")
