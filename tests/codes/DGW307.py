# target: dagster
from datetime import timedelta

from airflow.sdk import DAG
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG("etl", schedule=None, dagrun_timeout=timedelta(minutes=10)):
    PythonOperator(task_id="orders", python_callable=work)
