"""Two calls that are tried again, unless the body itself says that it is no use."""

from polydag import Fail, Pipeline, task


@task(retries=3, retry_delay=5)
def refused() -> int:
    """The server says that the account is closed."""
    raise Fail("the account is closed")


@task(retries=2, retry_delay=5)
def busy() -> int:
    """The server has no time."""
    raise TimeoutError("no answer")


@task
def report(a: int, b: int) -> int:
    return a + b


with Pipeline("retry_give_up") as retry_give_up:
    report(refused(), busy())
