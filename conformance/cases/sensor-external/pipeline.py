"""A report that waits for two tasks of another pipeline, and for the whole run of one that is not there."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.decorators import task
from airflow.providers.standard.sensors.external_task import ExternalTaskSensor


@task
def load():
    return 1


@task
def report():
    return 2


@task(trigger_rule="none_failed")
def publish():
    return 3


with DAG("orders", schedule="0 2 * * *", start_date=datetime(2026, 1, 1)):
    load()

with DAG("sensor_external", schedule="0 3 * * *", start_date=datetime(2026, 1, 1)):
    loaded = ExternalTaskSensor(
        task_id="loaded",
        external_dag_id="orders",
        external_task_ids=["load"],
        execution_delta=timedelta(hours=1),
        failed_states=["failed"],
        mode="reschedule",
        poke_interval=30,
        timeout=3600,
    )
    elsewhere = ExternalTaskSensor(
        task_id="elsewhere",
        external_dag_id="customers",
        allowed_states=["success", "failed"],
        poke_interval=30,
        timeout=3600,
        soft_fail=True,
    )
    loaded >> report() >> (last := publish())
    elsewhere >> last
