"""A task of a day makes an asset, and a check looks at what it made that day."""

from polydag import Pipeline, context, cron, task


@task(publishes=["orders"])
def orders(day: str) -> list:
    return [day]


@task.check(asset="orders", blocking=True)
def is_filled(orders: list) -> bool:
    return len(orders) > 0


@task(publishes=["revenue"])
def revenue(orders: list) -> int:
    return len(orders)


with Pipeline("check_partitioned_dsl", schedule=cron("0 2 * * *"), start="2026-01-01"):
    rows = orders(context("ds"))
    is_filled(rows) >> revenue(rows)
