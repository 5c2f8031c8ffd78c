"""A task that exists only when the environment says so."""

import os

from airflow import DAG
from airflow.providers.standard.operators.empty import EmptyOperator

with DAG("sometimes"):
    first = EmptyOperator(task_id="first")
    if os.environ.get("WITH_SECOND"):
        first >> EmptyOperator(task_id="second")
