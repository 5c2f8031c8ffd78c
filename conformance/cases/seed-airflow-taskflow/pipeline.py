from airflow.decorators import dag, task
from datetime import datetime


def fetch_data_from_api():
    """Stands in for the team's API client."""
    return {"rows": [1, 2, 3]}


def clean_and_transform(data):
    """Stands in for the team's transformation."""
    return {"rows": [row * 2 for row in data["rows"]]}


def save_to_warehouse(data):
    """Stands in for the team's warehouse."""


@dag(
    schedule_interval='@daily',
    start_date=datetime(2024, 1, 1),
    catchup=False
)
def etl_pipeline():

    @task
    def extract():
        return fetch_data_from_api()

    @task
    def transform(data: dict):
        return clean_and_transform(data)

    @task
    def load(data: dict):
        save_to_warehouse(data)

    # Automatic XCom handling
    data = extract()
    transformed = transform(data)
    load(transformed)

dag = etl_pipeline()
