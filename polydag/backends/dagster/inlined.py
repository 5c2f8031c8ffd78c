"""Helpers that are written into a module where Dagster has no way of its own; each only where it is used."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.bodies.escaping import CONTEXT, CONTEXT_CLASS
from polydag.backends.polling import SEEN

Imports = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Helper:
    """The text of a helper, what it imports, and the helpers that it uses."""

    text: str
    imports: Imports = ()
    uses: tuple[str, ...] = ()


HELPERS: dict[str, Helper] = {
    "time_limit": Helper(
        '''@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Fail the attempt of an op that takes longer; Dagster has no timeout per op."""

    def expire(signum, frame):
        raise TimeoutError(f"took longer than {seconds} seconds")

    previous = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
''',
        (("contextlib", "contextmanager"), ("collections.abc", "Iterator"), ("signal", "")),
    ),
    "time_limit_outputs": Helper(
        '''def time_limit_outputs(seconds: float):
    """As `time_limit`, for an op that yields its outputs."""

    def decorate(function):
        @functools.wraps(function)
        def limited(*args, **kwargs):
            with time_limit(seconds):
                outputs = list(function(*args, **kwargs))
            yield from outputs

        return limited

    return decorate
''',
        (("functools", ""),),
        ("time_limit",),
    ),
    "retry": Helper(
        '''def retry(delays):
    """Retry an op after the listed seconds; Dagster's policy has one delay for all."""

    def decorate(function):
        @functools.wraps(function)
        def attempt(context, *args, **kwargs):
            try:
                return function(context, *args, **kwargs)
            except (RetryRequested, Failure):
                raise
            except Exception as error:
                if context.retry_number >= len(delays):
                    raise
                raise RetryRequested(len(delays), delays[context.retry_number]) from error

        return attempt

    return decorate
''',
        (("functools", ""), ("dagster", "RetryRequested"), ("dagster", "Failure")),
    ),
    "retry_on": Helper(
        '''def retry_on(delays, only_on=(Exception,), never_on=()):
    """Retry an op after the listed seconds for some exceptions; Dagster's policy retries all."""

    def decorate(function):
        @functools.wraps(function)
        def attempt(context, *args, **kwargs):
            try:
                return function(context, *args, **kwargs)
            except (RetryRequested, Failure, *never_on):
                raise
            except only_on as error:
                if context.retry_number >= len(delays):
                    raise
                raise RetryRequested(len(delays), delays[context.retry_number]) from error

        return attempt

    return decorate
''',
        (("functools", ""), ("dagster", "RetryRequested"), ("dagster", "Failure")),
    ),
    "is_latest": Helper(
        '''def is_latest(context, *schedules):
    """Tell whether no later run of the schedules is due by now; a run by hand always goes on."""
    from datetime import datetime

    tags = context.run.tags
    if context.has_partition_key:
        by_hand = not {"dagster/schedule_name", "dagster/backfill"} & set(tags)
        due = context.partition_time_window.end
    else:
        by_hand = ".dagster/scheduled_execution_time" not in tags
        due = None if by_hand else datetime.fromisoformat(tags[".dagster/scheduled_execution_time"])
    return by_hand or not any(schedule.get_next_partition_window(due) for schedule in schedules)
'''
    ),
    "Skip": Helper(
        '''class Skip(Exception):
    """Raised where an op is to count as skipped."""
'''
    ),
    "Seen": Helper(SEEN),
    CONTEXT: Helper(CONTEXT_CLASS + "\n", (("collections.abc", "Mapping"),)),
}
