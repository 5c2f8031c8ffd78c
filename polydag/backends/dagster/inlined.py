"""Helpers that are written into a module where Dagster has no way of its own; each only where it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
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

    def spelt(self, local: Callable[[str, str], str]) -> str:
        """The text with what it imports under its `local` name in the module."""
        text = self.text
        for module, name in self.imports:
            known = local(module, name)
            text = re.sub(rf"(?<![\w.]){name or module}\b", known, text)
        return text


_MOMENT, _SPAN = ("datetime", "datetime"), ("datetime", "timedelta")

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
    tags = context.run.tags
    if context.has_partition_key:
        by_hand = not {"dagster/schedule_name", "dagster/backfill"} & set(tags)
        due = context.partition_time_window.end
    else:
        by_hand = ".dagster/scheduled_execution_time" not in tags
        due = None if by_hand else datetime.fromisoformat(tags[".dagster/scheduled_execution_time"])
    return by_hand or not any(schedule.get_next_partition_window(due) for schedule in schedules)
''',
        (_MOMENT,),
    ),
    "ended": Helper(
        '''def ended(context, job: str, tags: dict[str, str], steps: tuple[str, ...]) -> set[str]:
    """How the latest run of a job with these tags ended, or steps of it; `none` stands for what has not ended."""
    for run in context.instance.get_runs(RunsFilter(job_name=job, tags=tags), limit=1):
        stats = context.instance.get_run_step_stats(run.run_id, list(steps))
        known = {step.step_key: step.status for step in stats}
        found = [known.get(step) for step in steps] if steps else [run.status]
        words = ["none" if one is None else one.value.lower() for one in found]
        return {word.replace("failure", "failed") for word in words}
    return {"none"}
''',
        (("dagster", "RunsFilter"),),
    ),
    "states_of": Helper(
        '''def states_of(context, job: str, *steps: str, earlier: float = 0) -> set[str]:
    """How the run of another job ended that its schedule started when this one was, or so many seconds earlier."""
    due = datetime.fromisoformat(context.run.tags[".dagster/scheduled_execution_time"])
    moment = (due - timedelta(seconds=earlier)).isoformat()
    return ended(context, job, {".dagster/scheduled_execution_time": moment}, steps)
''',
        (_MOMENT, _SPAN),
        ("ended",),
    ),
    "states_of_partition": Helper(
        '''def states_of_partition(context, job: str, *steps: str, earlier: float = 0) -> set[str]:
    """How the run of another job ended that is about the partition of this one, or one so many seconds earlier."""
    start = context.partition_time_window.start - timedelta(seconds=earlier)
    is_hourly = context.partition_key.count("-") > 2
    key = start.strftime("%Y-%m-%d-%H:%M" if is_hourly else "%Y-%m-%d")
    return ended(context, job, {"dagster/partition": key}, steps)
''',
        (_SPAN,),
        ("ended",),
    ),
    "webserver": Helper(
        '''def webserver() -> DagsterGraphQLClient:
    """Reach the webserver, which knows the jobs of all code locations."""
    host = os.environ.get("DAGSTER_WEBSERVER_HOST", "localhost")
    port = int(os.environ.get("DAGSTER_WEBSERVER_PORT", "3000"))
    return DagsterGraphQLClient(host, port_number=port)
''',
        (("os", ""), ("dagster_graphql", "DagsterGraphQLClient")),
    ),
    "status_of_run": Helper(
        '''def status_of_run(run_id: str, every: float, *also: str) -> str:
    """Look at a run until it has ended, or is in a state that will do as well."""
    while True:
        status = webserver().get_run_status(run_id).value
        if status in ("SUCCESS", "FAILURE", "CANCELED", *also):
            return status
        time.sleep(every)
''',
        (("time", ""),),
        ("webserver",),
    ),
    "Skip": Helper(
        '''class Skip(Exception):
    """Raised where an op is to count as skipped."""
'''
    ),
    "Seen": Helper(SEEN),
    CONTEXT: Helper(CONTEXT_CLASS + "\n", (("collections.abc", "Mapping"),)),
}
