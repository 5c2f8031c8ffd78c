"""A run by hand is never skipped by LatestOnly, however old the date that it is about."""

from datetime import datetime

from airflow import DAG
from airflow.providers.standard.operators.latest_only import LatestOnlyOperator
from airflow.providers.standard.operators.python import PythonOperator


def work():
    return 1


with DAG(dag_id="skip_latest_by_hand", schedule="0 6 * * 1-5", start_date=datetime(2024, 1, 1)):
    latest = LatestOnlyOperator(task_id="latest")
    report = PythonOperator(task_id="report", python_callable=work)
    latest >> report
