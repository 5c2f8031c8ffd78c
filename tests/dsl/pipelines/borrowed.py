"""Exceptions and tasks of another file."""

from errors.kinds import Late, fetch

from polydag import Pipeline, task


@task(retries=1, never_retry_on=Late)
def store(rows: list) -> int:
    return len(rows)


with Pipeline("borrowed") as borrowed:
    store(fetch())
