# target: dagster
"""A body that reads what was noted about an asset."""

from airflow.sdk import DAG, Asset, task

ORDERS = Asset("orders")

with DAG("etl"):

    @task(inlets=[ORDERS])
    def seen(*, inlet_events=None):
        return len(inlet_events[ORDERS])

    seen()
