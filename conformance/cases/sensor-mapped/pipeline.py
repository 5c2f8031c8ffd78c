"""A sensor per element of what a task gives."""

from airflow.decorators import task
from airflow import DAG

with DAG(dag_id="sensor_mapped", schedule=None):

    @task
    def paths() -> list[str]:
        return ["a", "b"]

    @task.sensor(poke_interval=30, timeout=100)
    def arrived(path: str) -> bool:
        return bool(path)

    @task
    def load() -> int:
        return 1

    arrived.expand(path=paths()) >> load()
