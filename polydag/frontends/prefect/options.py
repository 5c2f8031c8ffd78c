"""Options of tasks and flows → policies of the IR."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from polydag.diagnostics import Collector
from polydag.frontends.prefect import caching
from polydag.frontends.prefect.codes import HookUnread, OptionDropped, UnknownOption
from polydag.frontends.prefect.conditions import worth_of
from polydag.frontends.prefect.handles import Backoff, Options, Stored
from polydag.ir.model import Scalar, Symbolic
from polydag.ir.policies import Cache, Delays, Hook, Retry
from polydag.syntax.convert import to_scalar, to_symbolic
from polydag.syntax.data import Datum, External, FunctionData, Known, ListData, TupleData, Unknown
from polydag.syntax.describe import literal

# Hooks by the event that calls them.
EVENTS = {"on_failure": "failure", "on_completion": "success", "on_running": "start"}
_SHOWS = "it says how runs are shown or stored"
_RUNS = "it says how Prefect executes"
DROPPED = {
    "task_run_name": _SHOWS,
    "flow_run_name": _SHOWS,
    "version": _SHOWS,
    "viz_return_value": _SHOWS,
    "result_storage": _SHOWS,
    "result_storage_key": _SHOWS,
    "result_serializer": _SHOWS,
    "cache_result_in_memory": _RUNS,
    "refresh_cache": _RUNS,
    "task_runner": _RUNS,
    "validate_parameters": _RUNS,
    "on_crashed": "a run that crashed calls nothing in other engines",
    "on_cancellation": "a cancelled run calls nothing in other engines",
    "on_rollback": "transactions are not carried over",
    "on_commit": "transactions are not carried over",
    "asset_deps": "assets that a task only reads are not carried over",
}
# What says nothing where no result is kept.
_WITH_A_CACHE = {"persist_result": _SHOWS, "cache_expiration": "nothing is kept that could expire"}
# Every other engine keeps what a task prints, so nothing is lost.
_SAME_EVERYWHERE = frozenset({"log_prints", "name", "description"})
READ = frozenset(
    {
        "retries",
        "retry_delay_seconds",
        "retry_jitter_factor",
        "retry_condition_fn",
        "timeout_seconds",
    }
    | {"cache_policy", "cache_key_fn", "cache_expiration", "persist_result", "tags"}
    | EVENTS.keys()
    | _SAME_EVERYWHERE
)


def retry_of(options: Options) -> Retry:
    """retries, retry_delay_seconds, retry_jitter_factor, retry_condition_fn → Retry."""
    data = options.data
    given = data.get("retries")
    count = scalar(given, int)
    condition = data.get("retry_condition_fn")
    worth = worth_of(condition) if isinstance(condition, FunctionData) else None
    return Retry(
        count=0 if count is None else count,
        delays=_delays(data.get("retry_delay_seconds"), data.get("retry_jitter_factor")),
        only_on=worth.only_on if worth else (),
        never_on=worth.never_on if worth else (),
        condition=condition.name if isinstance(condition, FunctionData) else None,
    )


def _delays(datum: Datum | None, jitter: Datum | None) -> Delays:
    spread = (
        jitter.value
        if isinstance(jitter, Known) and isinstance(jitter.value, int | float)
        else None
    )
    blurred: dict[str, object] = (
        {} if not spread else {"jitter": "poisson", "jitter_amount": float(spread)}
    )
    if isinstance(datum, Backoff):
        factor = scalar(datum.factor, float)
        return Delays.model_validate(
            {"shape": "exponential", "base": factor, "factor": 2.0, **blurred}
        )
    if isinstance(datum, ListData | TupleData):
        values = tuple(
            float(v.value)
            for v in datum.items
            if isinstance(v, Known) and isinstance(v.value, int | float)
        )
        return Delays.model_validate({"shape": "list", "values": values, **blurred})
    base = scalar(datum, float)
    return Delays.model_validate({"base": 0.0 if base is None else base, **blurred})


def scalar(
    datum: Datum | None, kind: type[int] | type[float] | type[str]
) -> Scalar[int] | Scalar[float] | Scalar[str] | None:
    """A known value of the type or the expression; None where nothing of use is given."""
    return None if datum is None else to_scalar(_asked(datum), kind)


def seconds(datum: Datum | None) -> float | Symbolic | None:
    """A number of seconds or a time span, in seconds."""
    if isinstance(datum, Known) and isinstance(datum.value, timedelta):
        return datum.value.total_seconds()
    if (
        isinstance(datum, Known)
        and isinstance(datum.value, int | float)
        and not isinstance(datum.value, bool)
    ):
        return float(datum.value)
    asked = None if datum is None else _asked(datum)
    if isinstance(asked, Unknown | External):
        return to_symbolic(asked)
    return None


def _asked(datum: Datum) -> Datum:
    """What is asked of Prefect's server as the expression that asks."""
    return datum.text if isinstance(datum, Stored) and datum.text is not None else datum


def cache_of(options: Options) -> Cache | None:
    """cache_policy, cache_key_fn, cache_expiration, persist_result → Cache; None where nothing is kept."""
    return caching.cache_of(options.data, seconds(options.data.get("cache_expiration")))


def hooks_of(options: Options) -> tuple[tuple[Hook, FunctionData], ...]:
    """on_failure, on_completion, on_running → hooks, each with the function that it calls."""
    found: list[tuple[Hook, FunctionData]] = []
    for option, event in EVENTS.items():
        functions = options.data.get(option)
        for function in functions.items if isinstance(functions, ListData | TupleData) else ():
            if isinstance(function, FunctionData):
                hook = Hook.model_validate({"event": event, "function": function.name})
                found.append((hook, function))
    return tuple(found)


def tags_of(options: Options) -> tuple[Scalar[str], ...]:
    """The tags that are set."""
    datum = options.data.get("tags")
    items = datum.items if isinstance(datum, ListData | TupleData) else ()
    return tuple(tag for item in items if (tag := text_of(item)) is not None)


def text_of(datum: Datum | None) -> Scalar[str] | None:
    """A text option."""
    return None if datum is None else to_scalar(_asked(datum), str)


def tell_rest(
    owner: str, options: Options, collector: Collector, known: frozenset[str] = READ
) -> None:
    """Tell every option that is not carried over."""
    span = options.site.span if options.site else None
    for option, datum in options.data.items():
        if option in known or _is_default(datum):
            continue
        reason = DROPPED.get(option)
        if reason is None:
            collector.tell(UnknownOption(option=option, owner=owner, span=span))
        else:
            collector.tell(OptionDropped(option=option, owner=owner, reason=reason, span=span))
    for option in EVENTS:
        for text in _unread(options.data.get(option)):
            collector.tell(HookUnread(option=option, hook=text, owner=owner, span=span))
    for option, reason in _WITH_A_CACHE.items() if cache_of(options) is None else ():
        if option in options.data and not _is_default(options.data[option]):
            collector.tell(OptionDropped(option=option, owner=owner, reason=reason, span=span))


def _is_default(datum: Datum) -> bool:
    return isinstance(datum, Known) and datum.value is None


def _unread(datum: Datum | None) -> Iterator[str]:
    """The hooks of an event that are no functions which can be read."""
    if datum is None or _is_default(datum):
        return
    for item in datum.items if isinstance(datum, ListData | TupleData) else (datum,):
        if not isinstance(item, FunctionData):
            text = literal(item)
            yield text.text if text else type(item).__name__
