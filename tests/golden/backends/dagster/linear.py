"""Nightly orders."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from dagster import (
    AssetIn,
    Definitions,
    RetryPolicy,
    ScheduleDefinition,
    asset,
    define_asset_job,
)

# Where it comes from.
URL = "https://example.com"


def fetch(url):
    return json.loads(url)


RETRIES = RetryPolicy(max_retries=2, delay=300)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Fail the attempt of an op that takes longer; Dagster has no timeout per op."""

    def expire(signum, frame):
        raise TimeoutError(f"took longer than {seconds} seconds")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


# polydag DGW205: the timeout of `raw_orders` is kept by a helper, as Dagster has none per op
@asset(retry_policy=RETRIES)
@time_limit(3600)
def raw_orders() -> list[dict]:
    """Orders as they come."""
    return fetch(URL)


@asset(ins={"rows": AssetIn("raw_orders")}, retry_policy=RETRIES)
def clean_orders(rows: list[dict]):
    return [row for row in rows if row]


# Read by finance.
@asset(ins={"rows": AssetIn("clean_orders")})
def order_report(rows) -> None:
    print(rows)


orders_etl = define_asset_job(
    "orders_etl",
    selection=[raw_orders, clean_orders, order_report],
    description="Orders of a day",
    owners=["team:data-engineering"],
    tags={"production": ""},
)

orders_etl_schedule = ScheduleDefinition(job=orders_etl, cron_schedule="0 2 * * *")

defs = Definitions(
    assets=[raw_orders, clean_orders, order_report],
    jobs=[orders_etl],
    schedules=[orders_etl_schedule],
)
# told: DGW001 `orders_etl` is written as assets: data passes between tasks that all must succeed
# told: DGW205 the timeout of `raw_orders` is kept by a helper, as Dagster has none per op
# told: DGW002 the annotation of `rows` of `order_report` is left out: Dagster would enforce it
