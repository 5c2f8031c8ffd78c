"""A run that takes longer than its tag allows."""

import time

from dagster import job, op


@op
def quick() -> int:
    return 1


@op
def slow(value: int) -> int:
    for _ in range(80):
        time.sleep(0.1)
    return value


@op
def report(value: int) -> int:
    return value


@job(tags={"dagster/max_runtime": 2, "team": "data", "nightly": ""})
def timeout_run_dagster():
    report(slow(quick()))
