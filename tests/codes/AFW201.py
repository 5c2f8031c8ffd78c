# target: airflow
from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator


def load(ds, **context):
    print(ds)


with DAG("dated", schedule_interval="@daily", start_date=datetime(2024, 1, 1), catchup=False):
    PythonOperator(task_id="load", python_callable=load)
