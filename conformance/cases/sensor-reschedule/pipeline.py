"""Sensors that free their worker between two looks, in both spellings."""

from airflow import DAG
from airflow.decorators import task
from airflow.providers.standard.sensors.python import PythonSensor


def opened():
    return True


with DAG(dag_id="sensor_reschedule", schedule=None):
    market = PythonSensor(
        task_id="market", python_callable=opened, mode="reschedule", poke_interval=300, timeout=3600
    )

    @task.sensor(mode="reschedule", poke_interval=60, timeout=7200)
    def prices(day: str) -> bool:
        return bool(day)

    @task
    def trade() -> int:
        return 1

    [market, prices("2026-01-05")] >> trade()
