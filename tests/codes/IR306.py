# target: dagster
"""A setting that Airflow's own configuration decides, given to a command."""

from airflow.configuration import conf
from airflow.operators.bash import BashOperator
from airflow import DAG

with DAG("etl", schedule=None):
    BashOperator(task_id="run", bash_command="load", env={"TEAM": conf.get("team", "name")})
