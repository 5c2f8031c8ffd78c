"""Asynchronous functions: what takes their values waits for them; mapped ones, too."""

import asyncio
from datetime import datetime

from airflow.sdk import DAG, task


@task
async def fetch():
    await asyncio.sleep(0)
    return [1, 2]


@task
async def more(number):
    await asyncio.sleep(0)
    return number + 1


@task
def show(fetched, grown):
    return f"{fetched} {list(grown)}"


with DAG("async_tasks", schedule=None, start_date=datetime(2024, 1, 1)):
    fetched = fetch()
    show(fetched, more.expand(number=fetched))
