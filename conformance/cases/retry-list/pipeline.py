"""A call that waits longer each time, then as long as the last time."""

from polydag import Pipeline, task


@task(retries=4, retry_delay=[10, 60])
def call() -> int:
    return 1


@task(retries=1, retry_delay=[5])
def store(answer: int) -> int:
    return answer


with Pipeline("retry_list") as retry_list:
    store(call())
