from airflow.decorators import dag, task


@dag(schedule=None)
def fact_empty_map():
    @task
    def files() -> list[str]:
        """The files that arrived."""
        return []

    @task
    def load(file: str) -> int:
        return len(file)

    @task
    def total(counts: list[int]) -> int:
        return sum(counts)

    total(load.expand(file=files()))


fact_empty_map()
