"""A sensor that hands on what it found, to one task as a value and to another by its name."""

from airflow.sdk import DAG, PokeReturnValue, task

FILES = {"2026-01-05": ["a.csv", "b.csv"]}

with DAG(dag_id="sensor_value", schedule=None):

    @task.sensor(poke_interval=5, timeout=60)
    def files(day: str) -> PokeReturnValue:
        found = FILES.get(day)
        if found is None:
            return PokeReturnValue(is_done=False)
        return PokeReturnValue(is_done=True, xcom_value=found)

    @task.sensor
    def plain() -> bool:
        return True

    @task
    def count(found: list) -> int:
        return len(found)

    @task
    def show(seen) -> str:
        return f"{seen}"

    count(files("2026-01-05"))
    show(plain())
