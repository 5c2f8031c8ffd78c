"""Helpers that are written into a module where Dagster has no way of its own; each only where it is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from polydag.backends.asking import ANSWERED, ASK
from polydag.backends.bodies.escaping import CONTEXT, CONTEXT_CLASS
from polydag.backends.elsewhere import SENDING
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
    "answered": Helper(f"{ANSWERED}\n"),
    ASK: Helper(
        '''def ask(
    context, subject, options, body=None, multiple=False, fields=None, users=(), timeout=None, defaults=None
):
    """Wait for an answer: the metadata of a materialization of JOB/OP that somebody reports for the partition RUN."""
    import json
    import time

    several = Field(min_length=1, max_length=None if multiple else 1)
    given = {"chosen_options": (list[Literal[tuple(options)]], several), **(fields or {})}
    form = create_model("Answer", **given)
    asset = AssetKey([context.job_name, context.op.name])
    question = "/".join(filter(None, [context.run_id, context.get_mapping_key()]))
    addressed = f"For {', '.join(users)}." if users else ""
    key = asset.to_user_string()
    how = f"Report a materialization of {key}, partition {question}, with metadata of this form:"
    said = [subject, body, addressed, how, json.dumps(form.model_json_schema())]
    context.log.info("\\n".join(filter(None, said)))
    since, cursor = time.time(), None
    wanted = AssetRecordsFilter(asset, asset_partitions=[question], after_timestamp=since)
    while timeout is None or time.time() < since + timeout:
        found = context.instance.fetch_materializations(wanted, 100, cursor, ascending=True)
        cursor = found.cursor or cursor
        for record in found.records:
            answer = {k: v.value for k, v in record.asset_materialization.metadata.items()}
            if isinstance(answer.get("chosen_options"), str):
                answer["chosen_options"] = [answer["chosen_options"]]
            try:
                return answered(form.model_validate(answer).model_dump())
            except ValidationError as error:
                context.log.warning(f"No answer to {subject!r}: {error}")
        time.sleep(min(5, timeout or 5))
    if defaults is None:
        raise TimeoutError(f"nobody answered {subject!r}")
    blank = {n: None if f.is_required() else f.get_default() for n, f in form.model_fields.items()}
    return answered(blank | {"chosen_options": defaults})
''',
        (
            ("typing", "Literal"),
            ("dagster", "AssetKey"),
            ("dagster", "AssetRecordsFilter"),
            ("pydantic", "Field"),
            ("pydantic", "ValidationError"),
            ("pydantic", "create_model"),
        ),
        ("answered",),
    ),
    "materializes": Helper(
        '''def materializes(*keys):
    """Report assets as materialized when the function has ended well."""

    def decorate(function):
        @functools.wraps(function)
        def making(context, *args, **kwargs):
            result = function(context, *args, **kwargs)
            for key in keys:
                context.log_event(AssetMaterialization(key))
            return result

        return making

    return decorate
''',
        (("functools", ""), ("dagster", "AssetMaterialization")),
    ),
    "materializes_outputs": Helper(
        '''def materializes_outputs(*keys):
    """Report assets as materialized when the function has given its outputs."""

    def decorate(function):
        @functools.wraps(function)
        def making(context, *args, **kwargs):
            outputs = [*function(context, *args, **kwargs)]
            for key in keys if outputs else ():
                context.log_event(AssetMaterialization(key))
            yield from outputs

        return making

    return decorate
''',
        (("functools", ""), ("dagster", "AssetMaterialization")),
    ),
    "AssetEvent": Helper(
        '''class AssetEvent(NamedTuple):
    """What was noted when an asset was made."""

    extra: dict[str, object]
    timestamp: datetime
''',
        (("datetime", "datetime"), ("typing", "NamedTuple")),
    ),
    "asset_events": Helper(
        '''def asset_events(context, key: AssetKey) -> list[AssetEvent]:
    """The times that an asset was made, the oldest first, the last thousand at most."""
    from datetime import timezone

    found = context.instance.fetch_materializations(key, limit=1000).records
    return [
        AssetEvent(
            {name: one.value for name, one in record.asset_materialization.metadata.items()},
            datetime.fromtimestamp(record.timestamp, timezone.utc),
        )
        for record in reversed(found)
    ]
''',
        (("dagster", "AssetKey"),),
        ("AssetEvent",),
    ),
    "Skip": Helper(
        '''class Skip(Exception):
    """Raised where an op is to count as skipped."""
'''
    ),
    "Seen": Helper(SEEN),
    **{n: Helper(sending.text, sending.imports, sending.uses) for n, sending in SENDING.items()},
    CONTEXT: Helper(CONTEXT_CLASS + "\n", (("collections.abc", "Mapping"),)),
}
