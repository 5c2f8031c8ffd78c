import functools
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    def expire(signum, frame):
        raise TimeoutError(f"took longer than {seconds} seconds")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def time_limit_outputs(seconds: float):
    def decorate(function):
        @functools.wraps(function)
        def limited(*args, **kwargs):
            with time_limit(seconds):
                outputs = list(function(*args, **kwargs))
            yield from outputs

        return limited

    return decorate


POLICY = {"retry_policy": dg.RetryPolicy(max_retries=1), "out": dg.Out(is_required=False)}


@dg.op(**POLICY)
@time_limit_outputs(600)
def slow():
    yield dg.Output(1)


@dg.op(**POLICY)
@time_limit(600)
def slow_without_effect():
    yield dg.Output(1)


@dg.op
def below(rows):
    return rows


@dg.job
def patience():
    below(slow())


@dg.job
def patience_without_effect():
    below(slow_without_effect())
