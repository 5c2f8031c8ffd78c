"""An audit beside the load that nobody waits for."""

from polydag import Pipeline, task


@task
def extract() -> int:
    return 1


@task(fatal=False)
def audit(rows: int) -> int:
    return rows


@task
def load(rows: int) -> int:
    return rows


with Pipeline("state_not_fatal"):
    rows = extract()
    audit(rows)
    load(rows)
