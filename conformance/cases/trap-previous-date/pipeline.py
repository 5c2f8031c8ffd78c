"""`prev_ds` is the day of the run before, by the schedule; Airflow 3 does not know it any more."""

from datetime import datetime

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG("trap_previous_date", schedule="0 0 * * *", start_date=datetime(2026, 1, 1), catchup=False):
    BashOperator(task_id="compare", bash_command="[ {{ prev_ds }} = 2026-01-04 ]")
