"""Each file goes through three tasks by itself."""

from airflow.decorators import dag, task, task_group


@dag(schedule=None)
def map_group_fails_one():
    @task
    def files() -> list[str]:
        return ["a", "b"]

    @task
    def fetch(file: str) -> str:
        return file

    @task(retries=1, retry_delay=5)
    def clean(text: str, file: str) -> str:
        return text.strip() + file

    @task
    def store(text: str) -> int:
        return len(text)

    @task_group
    def one_file(file: str):
        """Fetch, clean and store a file."""
        return store(clean(fetch(file), file))

    @task
    def total(counts: list[int]) -> int:
        return sum(counts)

    total(one_file.expand(file=files()))


map_group_fails_one()
