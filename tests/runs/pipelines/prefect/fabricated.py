import pandas as pd
import warehouse.clients
from prefect import flow, task
from warehouse.helpers import retried


@task
@retried
def fetch() -> pd.DataFrame:
    return warehouse.clients.connect()


@task
def store(rows: pd.DataFrame):
    pass


@flow
def needy():
    store(fetch())
