"""One extraction, three views, one aggregation."""

from polydag import Pipeline, task


@task
def extract() -> list[int]:
    return [1, 2, 3]


@task
def total(rows: list[int]) -> int:
    return sum(rows)


@task
def largest(rows: list[int]) -> int:
    return max(rows)


@task
def count(rows: list[int]) -> int:
    return len(rows)


@task
def aggregate(total: int, largest: int, count: int) -> str:
    return f"{total} in {count}, at most {largest}"


with Pipeline("fan") as fan:
    rows = extract()
    aggregate(total(rows), largest(rows), count(rows))
