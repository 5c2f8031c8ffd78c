"""Load one day of the shop's orders: extract, three views of them, one report."""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import dag, task

CURRENCY_RATES = {"EUR": 1.0, "USD": 0.9}


def in_euro(order: dict) -> float:
    """The order's amount in euro."""
    return order["amount"] * CURRENCY_RATES[order["currency"]]


@dag(
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=1)},
    tags=["shop"],
)
def shop_orders():
    """Revenue, customers and the largest order, in one report."""

    @task
    def extract() -> list[dict]:
        """The orders of the day; the shop's API stands behind this in real life."""
        return [
            {"id": 1, "customer": "ada", "amount": 120.0, "currency": "EUR"},
            {"id": 2, "customer": "bob", "amount": 80.0, "currency": "USD"},
            {"id": 3, "customer": "ada", "amount": 15.5, "currency": "EUR"},
        ]

    @task
    def revenue(orders: list[dict]) -> float:
        # Rounded once, at the end: cents add up.
        return round(sum(in_euro(order) for order in orders), 2)

    @task
    def customers(orders: list[dict]) -> list[str]:
        return sorted({order["customer"] for order in orders})

    @task
    def largest(orders: list[dict]) -> dict:
        """The order that somebody should look at."""
        return max(orders, key=in_euro)

    @task
    def report(revenue: float, customers: list[str], largest: dict) -> str:
        """One line for the morning mail."""
        return f"{revenue} EUR from {len(customers)} customers, the largest order was {largest['id']}"

    orders = extract()
    report(revenue(orders), customers(orders), largest(orders))


shop_orders()
