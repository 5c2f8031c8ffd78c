import os

from airflow.sdk import Variable, dag, task


@dag(schedule=None)
def lookup_airflow():
    @task
    def place() -> str:
        return os.environ.get("WAREHOUSE_HOST", "localhost")

    @task
    def load(host: str) -> str:
        table = Variable.get("table", default="orders")
        return f"{table} on {host}"

    load(place())


lookup_airflow()
