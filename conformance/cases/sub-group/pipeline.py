"""Two regions that go through the same steps, each in a group of its own, and one inside another."""

from polydag import Pipeline, group, task


@task
def fetch(region: str) -> int:
    return len(region)


@task
def clean(rows: int) -> int:
    return rows


@task
def verify(rows: int) -> int:
    return rows


@task
def merge(left: int, right: int) -> int:
    return left + right


with Pipeline("sub_group") as sub_group:
    with group("eu"):
        left = clean(fetch("eu"))
        with group("checks"):
            verify(left)
    with group("us"):
        right = clean(fetch("us"))
    merge(left, right)
