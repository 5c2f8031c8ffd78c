import dagster as dg
import pandas as pd
import warehouse.clients
from warehouse.helpers import retried


@dg.op
@retried
def fetch() -> pd.DataFrame:
    return warehouse.clients.connect()


@dg.op
def store(rows: pd.DataFrame):
    pass


@dg.job
def needy():
    store(fetch())
