from prefect import flow, task
from prefect.tasks import exponential_backoff


@task(retries=3, retry_delay_seconds=exponential_backoff(backoff_factor=10), retry_jitter_factor=0.5)
def growing() -> int:
    return 1


@task(retries=3, retry_delay_seconds=[1, 10, 100])
def listed(value: int) -> int:
    return value


@task(retries=2, retry_delay_seconds=30, retry_jitter_factor=1)
def blurred(value: int) -> int:
    return value


@flow
def retry_prefect_jitter():
    return blurred(listed(growing()))
