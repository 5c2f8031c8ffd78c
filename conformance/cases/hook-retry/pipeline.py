"""A function to call before each retry, and one when a task begins."""

from polydag import Pipeline, task


def again() -> None:
    print("once more")


def began() -> None:
    print("it begins")


@task(retries=2, retry_delay=5, on_retry=again, on_start=began)
def load() -> int:
    return 1


@task
def report(rows: int) -> int:
    return rows


with Pipeline("hook_retry") as hook_retry:
    report(load())
