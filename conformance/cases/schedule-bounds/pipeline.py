from datetime import datetime
from airflow.sdk import dag, task


@dag(schedule="0 6 * * *", start_date=datetime(2026, 1, 10), end_date=datetime(2026, 1, 11, 12))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
