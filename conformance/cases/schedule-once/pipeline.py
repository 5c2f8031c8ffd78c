from datetime import datetime
from airflow.sdk import dag, task


@dag(schedule="@once", start_date=datetime(2026, 1, 10, 6))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
