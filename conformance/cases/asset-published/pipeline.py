"""A task that publishes an asset, and one that reads it."""

from polydag import Pipeline, task

with Pipeline("asset_published") as asset_published:
    table = asset_published.asset("warehouse/orders", uri="s3://warehouse/orders")

    @task(publishes=[table])
    def load() -> int:
        return 3

    @task(consumes=[table])
    def report(rows: int) -> int:
        return rows

    report(load())
