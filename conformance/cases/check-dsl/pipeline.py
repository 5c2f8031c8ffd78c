"""A table that is checked before anybody reads it."""

from polydag import Pipeline, task

with Pipeline("check_dsl") as check_dsl:
    table = check_dsl.asset("orders")

    @task(publishes=[table])
    def load() -> int:
        return 3

    @task.check(asset=table, blocking=True)
    def has_rows(rows: int) -> bool:
        return rows > 0

    @task
    def report(rows: int) -> int:
        return rows

    rows = load()
    has_rows(rows) >> report(rows)
