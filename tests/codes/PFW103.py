# target: prefect
from datetime import datetime

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG


def run():
    return 1


with DAG(dag_id="started", schedule="0 2 * * *", start_date=datetime(2026, 1, 1)) as dag:
    load = PythonOperator(task_id="load", python_callable=run)
