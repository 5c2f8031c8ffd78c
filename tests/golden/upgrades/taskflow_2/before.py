"""Orders of a shop, as people wrote it for Airflow 2.4."""
from __future__ import annotations

import json
from datetime import timedelta

import pendulum

from airflow.decorators import dag, task, task_group
from airflow.exceptions import AirflowSkipException
from airflow.models import Variable
from airflow.models.baseoperator import chain
from airflow.operators.python import get_current_context
from airflow.utils.trigger_rule import TriggerRule


@dag(
    schedule_interval=timedelta(hours=6),
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
        return json.loads(Variable.get("regions", default_var="[]"))

    @task_group
    def one_region(region):
        @task
        def extract(name: str) -> dict:
            context = get_current_context()
            since = context["data_interval_start"]
            if not name:
                raise AirflowSkipException("no region")   # nothing to do
            return {"region": name, "since": str(since)}

        @task(trigger_rule=TriggerRule.NONE_FAILED_OR_SKIPPED)
        def load(rows: dict) -> None:
            print(rows)

        load(extract(region))

    @task(trigger_rule=TriggerRule.ALL_DONE, task_concurrency=1)
    def report() -> None:
        print("done")

    chain(one_region.expand(region=regions()), report())


orders()
