# target: airflow
"""A task whose settings the building code computes where nothing is carried from."""

import os

from pods import Pod

from airflow.sdk import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("etl"):
    image = os.environ["IMAGE"] + ":latest"
    EmptyOperator(task_id="start", executor_config={"pod": Pod(image)})
