"""A run that takes longer than it may."""

import time
from datetime import timedelta

from airflow.sdk import dag, task


@dag(schedule=None, dagrun_timeout=timedelta(seconds=2))
def timeout_run():
    @task
    def quick() -> int:
        return 1

    @task
    def slow(value: int) -> int:
        for _ in range(80):
            time.sleep(0.1)
        return value

    @task
    def report(value: int) -> int:
        return value

    report(slow(quick()))


timeout_run()
