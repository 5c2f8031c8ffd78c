"""Extract, transform, validate, load."""

from polydag import Pipeline, cron, task


@task
def extract() -> list[int]:
    return [1, 2, 3]


@task
def transform(rows: list[int]) -> list[int]:
    # Twice as much of everything.
    return [row * 2 for row in rows]


@task
def validate(rows: list[int]) -> list[int]:
    assert rows, "nothing was extracted"
    return rows


@task
def load(rows: list[int]) -> int:
    return len(rows)


with Pipeline("linear", schedule=cron("0 2 * * *", tz="UTC")) as linear:
    load(validate(transform(extract())))
