"""Which exceptions are worth another attempt: only some, all but some, both, subclasses too."""

from polydag import Pipeline, task


class Busy(Exception):
    """The server has no time."""


class Closed(Busy):
    """It will not have time either."""


@task(retries=2, retry_delay=5, retry_on=(Busy, TimeoutError))
def busy() -> int:
    raise Busy("no answer")


@task(retries=2, retry_delay=5, retry_on=(Busy, OSError))
def late() -> int:
    raise TimeoutError("a kind of OSError")


@task(retry_on=Busy, never_retry_on=Closed)
def closed() -> int:
    raise Closed("gone")


@task(retries=2, retry_delay=[1, 9], never_retry_on=(KeyError, TypeError))
def broken() -> int:
    raise OSError("no space")


@task(retries=2, retry_delay=[1, 9], never_retry_on=LookupError)
def wrong() -> int:
    raise KeyError("a kind of LookupError")


with Pipeline("retry_on_dsl", retries=3, retry_delay=60, outcome="any") as retry_on_dsl:
    busy(), late(), closed(), broken(), wrong()
