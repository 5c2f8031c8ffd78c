# target: 2.11
"""Written for Airflow 3, wanted on a cluster that still has 2.11."""
from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import DAG, Asset, Variable, task
from airflow.sdk.exceptions import AirflowFailException

STOCK = Asset(name="stock", uri="s3://shop/stock", group="shop")

with DAG(
    "stock",
    schedule="0 5 * * *",
    fail_fast=True,
    dagrun_timeout=timedelta(hours=1),
):
    start = EmptyOperator(task_id="start")
    count = BashOperator(task_id="count", bash_command="count {{ ds }}")

    @task(outlets=[STOCK])
    def store(ti=None):
        if Variable.get("closed", default=False):
            raise AirflowFailException("closed")
        return ti.xcom_pull(task_ids="count")

    start >> count >> store()

with DAG("by_hand"):
    EmptyOperator(task_id="only")
