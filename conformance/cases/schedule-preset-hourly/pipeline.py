from datetime import datetime
from airflow.decorators import dag, task


@dag(schedule="@hourly", start_date=datetime(2026, 1, 1))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
