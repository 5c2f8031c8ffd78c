from datetime import timedelta

import pendulum
from airflow.decorators import dag, task


@dag(schedule=None, start_date=pendulum.datetime(2024, 1, 1))
def patience():
    @task(execution_timeout=timedelta(minutes=10), retries=1)
    def slow(rows: int = 1):
        return rows

    @task
    def below(rows):
        return rows

    below(slow())


patience()
