"""An id that the environment decides."""

from datetime import datetime, timedelta

from airflow.sdk import DAG, task, task_group
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.python import PythonOperator

import os

with DAG("etl"):
    EmptyOperator(task_id=os.environ["TASK"])
