import pendulum
from airflow.sdk import dag, task


@dag(schedule="0 * * * *", start_date=pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"))
def scheduled():
    @task
    def one():
        return 1

    one()


scheduled()
