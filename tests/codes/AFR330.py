"""A trigger rule that the environment gives."""

import os

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("etl"):
    first = EmptyOperator(task_id="first")
    first >> EmptyOperator(task_id="second", trigger_rule=os.environ["RULE"])
