from datetime import timedelta

from airflow.sdk import dag, task


@dag(schedule=None)
def patience():
    @task(execution_timeout=timedelta(minutes=10), retries=1)
    def slow(rows: int = 1):
        return rows

    @task
    def below(rows):
        return rows

    below(slow())


patience()
