# target: dagster
from datetime import datetime, timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator


def work(**context):
    return 1


with DAG("etl", schedule=None):
    PythonOperator(
        task_id="orders", python_callable=work, email=["team@example.com"], email_on_failure=True
    )
