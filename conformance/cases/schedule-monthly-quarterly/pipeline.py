from datetime import datetime
from airflow.sdk import dag, task


@dag(schedule="@quarterly", start_date=datetime(2026, 1, 1))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
