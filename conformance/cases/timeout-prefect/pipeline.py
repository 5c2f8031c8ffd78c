import time

from prefect import flow, task


@task(timeout_seconds=1, retries=1, retry_delay_seconds=5)
def slow() -> int:
    for _ in range(200):
        time.sleep(0.1)
    return 1


@flow(timeout_seconds=3600)
def timeout_prefect():
    return slow()
