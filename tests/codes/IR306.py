# target: dagster
"""A setting that Airflow's own configuration decides."""

from datetime import datetime, timedelta

from airflow.configuration import conf
from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("etl"):
    BashOperator(task_id="run", bash_command="load", retries=conf.getint("team", "retries"))
