import os

from prefect import flow, task
from prefect.variables import Variable


@task
def place() -> str:
    return os.environ.get("WAREHOUSE_HOST", "localhost")


@task
def load(host: str) -> str:
    table = Variable.get("table", default="orders")
    return f"{table} on {host}"


@flow
def lookup_prefect():
    return load(place())
