"""Two mapped tasks, and below both of them a task that always runs and one that needs both."""

from datetime import datetime

from airflow.sdk import dag, task


@dag(schedule=None, start_date=datetime(2024, 1, 1))
def joined():
    @task
    def orders() -> list[int]:
        return [1, 2]

    @task
    def load(order: int) -> int:
        return order

    @task
    def check(table: str) -> None:
        print(table)

    @task(trigger_rule="all_done")
    def clean() -> None:
        print("clean")

    @task
    def publish() -> None:
        print("publish")

    both = [load.expand(order=orders()), check.expand(table=["a"])]
    both >> clean()
    both >> publish()


joined()
