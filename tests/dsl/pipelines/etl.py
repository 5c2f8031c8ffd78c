"""Loads orders every night."""

from __future__ import annotations

import json
from datetime import timedelta

from polydag import Pipeline, cron, log, push, task

BASE = "https://example.com"
URL = BASE + "/orders"


def decoded(text: str) -> list:
    return json.loads(text)


# The source is slow in the morning.
@task(retries=2, retry_delay=timedelta(minutes=5))
def extract(source: str) -> list[dict]:
    """Fetch the orders."""
    rows = decoded(URL)  # as text
    push("count", len(rows))
    log.info("%s rows", len(rows))
    return rows


@task
def load(rows: list[dict], limit: int = 10) -> int:
    return len(rows[:limit])


with Pipeline("etl", schedule=cron("0 2 * * *", tz="UTC"), tags=["nightly"]) as etl:
    source = etl.param("source", default="api")
    load(extract(source))
