"""Jobs whose arguments come as dicts."""

from polydag import Pipeline, task


@task
def jobs() -> list[dict]:
    return [{"table": "a", "limit": 1}, {"table": "b", "limit": 2}]


@task
def copy(table: str, limit: int) -> str:
    return table * limit


@task
def report(copied: list[str]) -> int:
    return len(copied)


with Pipeline("map_kwargs") as map_kwargs:
    report(copy.map_kwargs(jobs()))
