"""A full load when there is much, the changes otherwise, then a report."""

from polydag import Pipeline, task


@task
def extract() -> list[int]:
    return [1, 2, 3]


@task.branch
def choose(rows: list[int]) -> str:
    return "full" if len(rows) > 1000 else "changes"


@task
def load_full(rows: list[int]) -> int:
    return len(rows)


@task
def load_changes(rows: list[int]) -> int:
    return -len(rows)


@task(trigger_rule="none_failed_min_one_success")
def report() -> None:
    print("loaded")


with Pipeline("conditional") as conditional:
    rows = extract()
    full, changes = load_full(rows), load_changes(rows)
    choose(rows).choose({"full": full, "changes": changes})
    [full, changes] >> report()
