from datetime import datetime
from airflow.sdk import dag, task


@dag(schedule="0 6 * * *", start_date=datetime(2026, 1, 1), catchup=False)
def scheduled():
    @task
    def one(ds):
        return ds

    one()


scheduled()
