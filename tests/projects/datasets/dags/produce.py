"""Fills the lake."""

from datetime import datetime

from airflow.decorators import dag, task

from include.datasets import CUSTOMERS, ORDERS


@dag(schedule="@hourly", start_date=datetime(2024, 1, 1), catchup=False, tags=["lake"])
def produce():
    @task(outlets=[ORDERS])
    def orders() -> int:
        return 12

    @task(outlets=[CUSTOMERS])
    def customers(orders: int) -> int:
        return orders // 2

    customers(orders())


produce()
