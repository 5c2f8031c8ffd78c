from datetime import datetime, timedelta
from airflow.sdk import dag, task


@dag(schedule=timedelta(hours=7), start_date=datetime(2026, 1, 1), catchup=True)
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
