"""Computes the revenue when both data sets are new."""

from datetime import datetime

from airflow.decorators import dag, task

from include.datasets import CUSTOMERS, ORDERS, REVENUE


@dag(schedule=[ORDERS, CUSTOMERS], start_date=datetime(2024, 1, 1), catchup=False, tags=["lake"])
def consume():
    @task
    def read() -> list[int]:
        return [3, 4, 5]

    @task(outlets=[REVENUE])
    def revenue(values: list[int]) -> int:
        return sum(values)

    revenue(read())


consume()
