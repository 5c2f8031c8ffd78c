"""Each region and day by itself."""

from airflow.decorators import dag, task, task_group


@dag(schedule=None)
def map_group_reduce():
    @task
    def regions() -> list[str]:
        return ["eu", "us"]

    @task
    def days() -> list[int]:
        return [1, 2]

    @task
    def settings() -> str:
        return "fast"

    @task
    def read(region: str, mode: str) -> str:
        return region + mode

    @task
    def load(row: str, day: int, scale: int) -> int:
        return len(row) * day * scale

    @task
    def rows(found: list[str]) -> int:
        return len(found)

    @task
    def counts(loaded: list[int]) -> int:
        return sum(loaded)

    @task_group
    def one_cell(region: str, day: int, mode: str, scale: int):
        row = read(region, mode)
        return row, load(row, day, scale)

    found, loaded = one_cell.partial(mode=settings(), scale=3).expand(region=regions(), day=days())
    rows(found)
    counts(loaded)


map_group_reduce()
