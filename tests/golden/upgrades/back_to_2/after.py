# target: 2.11
"""Written for Airflow 3, wanted on a cluster that still has 2.11."""
from __future__ import annotations

from datetime import timedelta

import pendulum
from airflow.timetables.trigger import CronTriggerTimetable
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow import DAG
from airflow.datasets import Dataset
from airflow.decorators import task
from airflow.models import Variable
from airflow.exceptions import AirflowFailException

# polydag AFW160: `group` of `Asset` was taken out: Airflow 2.11 has none
STOCK = Dataset(uri="s3://shop/stock")

with DAG(
    "stock",
    schedule=CronTriggerTimetable("0 5 * * *", timezone="UTC"),
    fail_stop=True,
    dagrun_timeout=timedelta(hours=1),
    catchup=False,
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
):
    start = EmptyOperator(task_id="start")
    count = BashOperator(task_id="count", bash_command="count {{ ds }}")

    @task(outlets=[STOCK])
    def store(ti=None):
        if Variable.get("closed", default_var=False):
            raise AirflowFailException("closed")
        return ti.xcom_pull(task_ids="count")

    start >> count >> store()

with DAG("by_hand", schedule=None):
    EmptyOperator(task_id="only")
# told: AFW050 `stock` got the start date 2024-01-01, as Airflow 2 wants one
# told: AFW160 `group` of `Asset` was taken out: Airflow 2.11 has none
