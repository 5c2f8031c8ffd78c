"""Parameters of a run that several tasks read: one without a default, one with."""

from polydag import Pipeline, task


@task
def extract(region: str) -> list[int]:
    return [len(region)]


@task
def load(rows: list[int], region: str, limit: int) -> int:
    return len(rows[:limit])


with Pipeline("asked") as asked:
    region = asked.param("region", type=str, description="where")
    limit = asked.param("limit", default=10)
    load(extract(region), region, limit)
