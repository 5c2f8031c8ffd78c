"""Mapped tasks below a mapped one, each mapped over items of its own: one takes its results, one only follows it."""

from datetime import datetime

from airflow.sdk import dag, task


@dag(schedule=None, start_date=datetime(2024, 1, 1))
def below():
    @task
    def regions() -> list[str]:
        return ["north", "south"]

    @task
    def items() -> list[str]:
        return ["tea", "salt"]

    @task
    def rate(region: str) -> int:
        return len(region)

    @task
    def price(item: str, rates: list[int]) -> int:
        return sum(rates)

    @task
    def check(item: str) -> None:
        print(item)

    @task
    def report(prices: list[int]) -> int:
        return max(prices)

    rates = rate.expand(region=regions())
    found = items()
    rates >> check.expand(item=found)
    report(price.partial(rates=rates).expand(item=found))


below()
