"""The task between runs where the first one is skipped, too, and the last one with it."""

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("etl"):
    first = BashOperator(task_id="first", bash_command="exit 99")
    between = BashOperator(task_id="between", bash_command="date", trigger_rule="none_failed")
    last = BashOperator(task_id="last", bash_command="echo {{ ti.xcom_pull('first') }}")
    first >> between >> last
