from dagster import Backoff, Jitter, RetryPolicy, job, op


@op(retry_policy=RetryPolicy(max_retries=3, delay=10, backoff=Backoff.EXPONENTIAL))
def growing() -> int:
    return 1


@op(retry_policy=RetryPolicy(max_retries=3, delay=10, backoff=Backoff.LINEAR))
def straight(value: int) -> int:
    return value


@op(retry_policy=RetryPolicy(max_retries=2, delay=30, jitter=Jitter.FULL))
def scattered(value: int) -> int:
    return value


@op(retry_policy=RetryPolicy(max_retries=2, delay=30, jitter=Jitter.PLUS_MINUS))
def around(value: int) -> int:
    return value


@op(retry_policy=RetryPolicy())
def at_once(value: int) -> int:
    return value


@job
def retry_dagster_jitter():
    at_once(around(scattered(straight(growing()))))
