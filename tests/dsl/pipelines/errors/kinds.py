"""What can go wrong, and a task that it goes wrong in."""

from polydag import task


class Late(Exception):
    """It came too late."""


class Lost(Exception):
    """It never came."""


@task(retries=2, retry_on=Lost)
def fetch() -> list:
    raise Lost("where is it")
