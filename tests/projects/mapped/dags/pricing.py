"""Prices of all regions, in groups."""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import dag, task, task_group

from jobs.regions import active_regions, price_of


@dag(
    schedule="0 5 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    default_args={"retries": 1, "retry_delay": timedelta(seconds=30)},
)
def pricing():
    @task
    def regions() -> list[str]:
        return active_regions()

    @task
    def price(region: str, base: int) -> int:
        return price_of(region, base)

    @task
    def total(prices: list[int]) -> int:
        return sum(prices)

    @task_group
    def publish(amount: int):
        @task
        def store(amount: int) -> int:
            return amount

        @task
        def notify(amount: int) -> str:
            return f"total: {amount}"

        notify(store(amount))

    publish(total(price.partial(base=10).expand(region=regions())))


pricing()
