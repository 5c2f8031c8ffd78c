# target: airflow
from dagster import Jitter, RetryPolicy, asset


@asset(retry_policy=RetryPolicy(max_retries=2, delay=5, jitter=Jitter.FULL))
def rows():
    return 1
