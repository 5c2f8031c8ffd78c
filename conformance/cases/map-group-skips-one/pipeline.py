"""Files of which some have nothing in them."""

from airflow.decorators import dag, task, task_group
from airflow.exceptions import AirflowSkipException


@dag(schedule=None)
def map_group_skips_one():
    @task
    def files() -> list[str]:
        return ["a", "b"]

    @task
    def fetch(file: str) -> str:
        if not file:
            raise AirflowSkipException("nothing in it")
        return file

    @task
    def store(text: str) -> int:
        return len(text)

    @task(trigger_rule="all_done")
    def note(file: str) -> str:
        return file

    @task_group
    def one_file(file: str):
        stored = store(fetch(file))
        stored >> note(file)
        return stored

    @task
    def strict(counts: list[int]) -> int:
        return sum(counts)

    @task(trigger_rule="none_failed")
    def lenient(counts: list[int]) -> int:
        return sum(counts or [])

    counts = one_file.expand(file=files())
    strict(counts)
    lenient(counts)


map_group_skips_one()
