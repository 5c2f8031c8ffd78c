"""Reports of the sales team."""

from datetime import datetime

from airflow.sdk import DAG

from acme.operators.base import AcmeBash
from acme.operators.reports import ReportOperator, ReportSensor

with DAG(
    "sales_reports",
    start_date=datetime(2024, 1, 1),
    schedule="@daily",
    catchup=False,
) as dag:
    wait = ReportSensor(task_id="wait", report="sales", poke_interval=30, timeout=600)
    sync = AcmeBash(task_id="sync", script="echo sync", team="sales", arguments="--day {{ ds }}")
    daily = ReportOperator(task_id="daily", report="daily", day="{{ ds }}", team="sales")
    top = ReportOperator(task_id="top", report="top", day="{{ ds }}", limit=10, retries=0)

    wait >> sync >> [daily, top]
