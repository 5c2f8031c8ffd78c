import pendulum
from airflow.sdk import dag, task


@dag(schedule="30 2 * * *", start_date=pendulum.datetime(2026, 1, 1, tz="America/New_York"))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
