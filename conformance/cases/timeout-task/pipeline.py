"""A task that takes too long, is tried once more, and takes too long again."""

import time

from polydag import Pipeline, task


@task(timeout=0.5, retries=1, retry_delay=5)
def slow() -> int:
    """Takes its time, in small steps."""
    for _ in range(100):
        time.sleep(0.1)
    return 1


@task(timeout=30)
def quick() -> int:
    return 1


@task
def report(a: int, b: int) -> int:
    return a + b


with Pipeline("timeout_task") as timeout_task:
    report(slow(), quick())
