# target: prefect
from datetime import datetime

from airflow.sdk import DAG, task

with DAG("asked", schedule=None, start_date=datetime(2026, 1, 1)):

    @task
    def load(): ...

    load()
