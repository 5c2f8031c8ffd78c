"""A small ETL."""

from datetime import datetime, timedelta

import requests
from airflow.sdk import Param, dag, task

URL = 'https://example.com'  # the API


def fetch(source):
    return requests.get(URL).json()


@task(retries=2, retry_delay=timedelta(minutes=1))
def extract(source: str) -> list[dict]:
    # The API gives rows.
    return fetch(source)


@task(retries=3)
def transform(rows: list[dict]) -> list[dict]:
    """Clean the rows."""
    return rows


@task(execution_timeout=timedelta(hours=1))
def load(rows: list[dict], target: str) -> None:
    save(rows, target)


@dag(
    schedule="0 2 * * *",
    start_date=datetime(2024, 1, 1),
    params={"source": Param("api", type="string")},
    tags=["production"],
)
def etl(source: str = "api"):
    """Load what the API gives."""
    rows = extract(source)
    transformed = transform(rows)
    load(transformed, target="warehouse")


etl()
