"""A command whose output goes through a function."""

import json

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("etl"):
    BashOperator(task_id="describe", bash_command="cat rows.json", output_processor=json.loads)
