from datetime import timedelta

from airflow.sdk import dag, task


@dag(schedule=None, default_args={"retries": 3, "retry_delay": timedelta(minutes=1)})
def retry_airflow_backoff():
    @task(retry_exponential_backoff=True)
    def growing() -> int:
        return 1

    @task(retry_exponential_backoff=True, max_retry_delay=timedelta(seconds=90))
    def capped(value: int) -> int:
        return value

    @task(retry_exponential_backoff=3.0)
    def threefold(value: int) -> int:
        return value

    @task(retries=0)
    def once(value: int) -> int:
        return value

    once(threefold(capped(growing())))


retry_airflow_backoff()
