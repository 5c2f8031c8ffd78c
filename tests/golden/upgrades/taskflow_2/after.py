"""Orders of a shop, as people wrote it for Airflow 2.4."""
from __future__ import annotations

import json
from datetime import timedelta

import pendulum

from airflow.sdk import (
    DeltaDataIntervalTimetable,
    TriggerRule,
    Variable,
    chain,
    dag,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowSkipException


# polydag AFW201: `orders` keeps data intervals: a run is named after the interval before it
@dag(
    schedule=DeltaDataIntervalTimetable(timedelta(hours=6)),
    start_date=pendulum.datetime(2023, 3, 1, tz="Europe/Berlin"),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    tags=["shop"],
)
def orders():
    """### Orders"""

    @task
    def regions() -> list[str]:
        return json.loads(Variable.get("regions", default="[]"))

    @task_group
    def one_region(region):
        @task
        def extract(name: str) -> dict:
            context = get_current_context()
            since = context["data_interval_start"]
            if not name:
                raise AirflowSkipException("no region")   # nothing to do
            return {"region": name, "since": str(since)}

        @task(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS)
        def load(rows: dict) -> None:
            print(rows)

        load(extract(region))

    @task(trigger_rule=TriggerRule.ALL_DONE, max_active_tis_per_dag=1)
    def report() -> None:
        print("done")

    chain(one_region.expand(region=regions()), report())


orders()
# told: AFW201 `orders` keeps data intervals: a run is named after the interval before it
