"""Chains that still run, or have not begun, when tasks beside them fail."""

import time

from airflow.sdk import dag, task


@dag(schedule=None)
def fail_beside_chain():
    @task
    def first() -> int:
        return 1

    @task
    def fetch(value: int) -> int:
        time.sleep(1.5)
        return value

    @task
    def store(value: int) -> int:
        return value + 1

    @task
    def check(value: int) -> int:
        raise ValueError("not as it should be")

    @task
    def report() -> int:
        return 0

    @task.branch
    def choose() -> str:
        raise ValueError("no way")

    @task
    def left() -> int:
        return 2

    @task
    def right() -> int:
        return 3

    begun = first()
    store(fetch(begun))
    check(begun) >> report()
    choose() >> [left(), right()]


fail_beside_chain()
