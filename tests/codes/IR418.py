"""A task that has another way to be made, as the environment says."""

import os

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("sometimes"):
    first = EmptyOperator(task_id="first")
    if os.environ.get("WITH_SECOND"):
        first >> EmptyOperator(task_id="second")
    else:
        first >> EmptyOperator(task_id="other")
