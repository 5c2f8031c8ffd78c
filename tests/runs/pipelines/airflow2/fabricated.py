import pandas as pd
import warehouse.clients
from warehouse.helpers import retried
from airflow.decorators import dag, task
from datetime import datetime


@dag(schedule=None, start_date=datetime(2024, 1, 1))
def needy():
    @task
    @retried
    def fetch() -> pd.DataFrame:
        return warehouse.clients.connect()

    @task
    def store(rows: pd.DataFrame):
        pass

    store(fetch())


needy()
