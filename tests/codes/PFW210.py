# target: prefect
from dagster import Jitter, RetryPolicy, job, op


@op(retry_policy=RetryPolicy(max_retries=2, delay=10, jitter=Jitter.FULL))
def load():
    return 1


@job
def jittered():
    load()
