"""A folder that may have a single file."""

from airflow.decorators import dag, task, task_group

@dag(schedule=None)
def map_group_one():
    @task
    def files() -> list[str]:
        return []

    @task
    def fetch(file: str) -> str:
        return file

    @task
    def store(text: str) -> int:
        return len(text)

    @task_group
    def one_file(file: str):
        return store(fetch(file))

    @task
    def total(counts: list[int]) -> int:
        return sum(counts)

    counts = one_file.expand(file=files())
    total(counts)

map_group_one()
