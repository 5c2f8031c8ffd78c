"""What a task's policies are called in Airflow: keyword arguments of operators and decorators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from polydag.backends.airflow.codes import (
    HookLost,
    JitterDropped,
    RetryConditionLost,
)
from polydag.backends.airflow.versions.codes import DelaysFlattened
from polydag.backends.airflow.work import Work
from polydag.ir.functions import Function
from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays, Hook, Retry
from polydag.ir.tasks import Task
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, expression

Keywords = dict[str, Expression]
DEFAULT_DELAY = 300.0
# What Airflow takes where neither the task nor the DAG says anything.
_UNSTATED: Keywords = {
    "retries": expression(0),
    "retry_delay": expression(timedelta(seconds=DEFAULT_DELAY)),
    "retry_exponential_backoff": expression(False),
    "max_retry_delay": expression(None),
    "retry_policy": expression(None),
}
HELPER = '''class {name}({base}):
    """Wait the listed seconds between attempts; the last one repeats."""

    def __init__(self, *seconds: float):
        self.seconds = seconds

    def evaluate(self, exception, try_number, max_tries, context=None):
        seconds = self.seconds[min(try_number, len(self.seconds)) - 1]
        return {decision}.retry({timedelta}(seconds=seconds))'''

SELECTIVE = '''class {name}({base}):
    """Wait the listed seconds between attempts, where the exception is worth another one; the last delay repeats."""

    def __init__(self, *seconds: float, only_on=(Exception,), never_on=()):
        self.seconds = seconds
        self.only_on = only_on
        self.never_on = never_on

    def evaluate(self, exception, try_number, max_tries, context=None):
        if isinstance(exception, self.never_on) or not isinstance(exception, self.only_on):
            return {decision}.fail()
        seconds = self.seconds[min(try_number, len(self.seconds)) - 1]
        return {decision}.retry({timedelta}(seconds=seconds))'''


def retry_keywords(
    retry: Retry, work: Work, task: Task | None, pipeline: str, parent: Retry | None = None
) -> Keywords:
    """Number of retries and the delays between them; what `parent` (the DAG's defaults) says already is left out, what it says
    and the task does not is taken back."""
    if retry == (parent or Retry()):
        return {}
    shared = _stated(parent, work) if parent is not None else {}
    own = _stated(retry, work)
    found = {word: value for word, value in own.items() if shared.get(word) != value}
    for word in shared:
        if word not in own and (retry.count != 0 or word == "retries"):
            found[word] = _UNSTATED[word]
    is_new = retry.count != 0 and (parent is None or retry.delays != parent.delays)
    if is_new and retry.delays.jitter not in ("none", "window"):
        place = task.id if task else None
        owner, jitter = place or pipeline, retry.delays.jitter_words
        told = JitterDropped(owner=owner, jitter=jitter, pipeline=pipeline, task=place)
        work.tell(told, task)
    if not work.dialect.has("retry policies"):
        _tell_what_versions_lack(retry, work, task, pipeline)
    if retry.condition is not None and not (retry.only_on or retry.never_on):
        work.tell(RetryConditionLost(pipeline=pipeline, task=task.id if task else None), task)
    return found


def _stated(retry: Retry, work: Work) -> Keywords:
    """The keywords of a task whose DAG has no defaults."""
    if retry.count == 0:
        return {}
    found = {"retries": expression(retry.count)}
    if not work.dialect.has("retry policies"):
        return found | _delays(_flat(retry.delays, work), work)
    if _is_listed(retry.delays):
        return found | {"retry_policy": _listed(retry, work)}
    found |= _delays(retry.delays, work)
    if retry.only_on or retry.never_on:
        found["retry_policy"] = _rules(retry, work)
    return found


def _is_listed(delays: Delays) -> bool:
    """Whether the delays are none that Airflow computes by itself."""
    if delays.shape == "fixed":
        return delays.cap is not None
    return delays.shape != "exponential" or delays.jitter != "window" or delays.offset


def _flat(delays: Delays, work: Work) -> Delays:
    """The nearest delays that can be said without a policy: one, or one that doubles."""
    if not _is_listed(delays) and (
        work.dialect.has("backoff factor") or delays.factor in (1.0, 2.0)
    ):
        return delays
    if delays.shape == "exponential" and delays.factor == 2.0:
        return delays.model_copy(update={"jitter": "window", "offset": False})
    first = delays.at(1)
    return Delays(base=first if first is not None else delays.base)


def _tell_what_versions_lack(retry: Retry, work: Work, task: Task | None, pipeline: str) -> None:
    """What only a retry policy says."""
    place = task.id if task else None
    written = _flat(retry.delays, work)
    if written != retry.delays and retry.count != 0:
        told = DelaysFlattened(
            owner=place or pipeline,
            written=_in_words(written),
            stated=_in_words(retry.delays),
            pipeline=pipeline,
            task=place,
        )
        work.tell(told, task)
    if retry.only_on or retry.never_on:
        work.tell(RetryConditionLost(pipeline=pipeline, task=place), task)


def _in_words(delays: Delays) -> str:
    listed = [delays.at(n) for n in range(1, 4)]
    if None in listed:
        return f"{delays.base} s" if delays.shape == "fixed" else f"a {delays.shape} time"
    known = [f"{delay:g}" for delay in listed if delay is not None]
    if len(set(known)) == 1:
        return f"{known[0]} s"
    return f"{', '.join(known)} s, …" + (" at least" if delays.jitter == "window" else "")


def _delays(delays: Delays, work: Work) -> Keywords:
    found = {} if delays.base == DEFAULT_DELAY else {"retry_delay": seconds(delays.base, work)}
    if delays.shape == "exponential":
        factor = True if delays.factor == 2.0 else delays.factor
        found["retry_exponential_backoff"] = expression(factor)
        if delays.cap is not None:
            found["max_retry_delay"] = seconds(delays.cap, work)
    return found


def _listed(retry: Retry, work: Work) -> Expression:
    """A policy that has every delay of its own, and the exceptions that it is for."""
    delays, count = retry.delays, retry.count
    number = count if isinstance(count, int) else max(len(delays.values), 5)
    listed = [delay for n in range(1, number + 1) if (delay := delays.at(n)) is not None]
    while len(listed) > 1 and listed[-1] == listed[-2]:
        listed.pop()
    given = [str(_short(delay)) for delay in listed]
    chooses = bool(retry.only_on or retry.never_on)
    for name, exceptions in (("only_on", retry.only_on), ("never_on", retry.never_on)):
        if exceptions:
            given.append(f"{name}=({', '.join(exceptions)}{',' * (len(exceptions) == 1)})")
    helper = _helper("SelectiveRetryDelays", SELECTIVE, work) if chooses else None
    name = helper or _helper("RetryDelays", HELPER, work)
    return Expression(f"{name}({', '.join(given)})", (), _plain((*retry.only_on, *retry.never_on)))


def _helper(name: str, text: str, work: Work) -> str:
    if name not in work.helpers:
        work.helpers[name] = text.format(
            name=name,
            base=work.sdk("RetryPolicy"),
            decision=work.sdk("RetryDecision"),
            timedelta=work.imports.add("datetime", "timedelta"),
        )
    return name


def _rules(retry: Retry, work: Work) -> Expression:
    """What is never retried is asked first."""
    policy, rule, action = (
        work.sdk(name) for name in ("ExceptionRetryPolicy", "RetryRule", "RetryAction")
    )
    rules = [f"{rule}(exception={e}, action={action}.FAIL)" for e in retry.never_on]
    rules += [f"{rule}(exception={e})" for e in retry.only_on]
    default = f", default={action}.FAIL" if retry.only_on else ""
    names = _plain((*retry.only_on, *retry.never_on))
    return Expression(f"{policy}([{', '.join(rules)}]{default})", (), names)


def _plain(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name.isidentifier())


def seconds(value: float | Symbolic, work: Work) -> Expression:
    """Seconds as a timedelta; an expression of Airflow's author is one already."""
    if isinstance(value, Symbolic):
        if work.is_own:
            return expression(value)
        return Expression(
            f"timedelta(seconds={value.text})", (Import("datetime", "timedelta"),), value.names
        )
    return expression(timedelta(seconds=value))


def _short(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def hook_keywords(
    hooks: tuple[Hook, ...],
    work: Work,
    owner: str,
    pipeline: str,
    task: Task | None,
    is_dag: bool = False,
) -> Keywords:
    """Callbacks and e-mails at events."""
    words = {"start": "execute", "skip": "skipped"}
    by_event: dict[str, list[str]] = {}
    found: Keywords = {}
    for hook in hooks:
        if is_dag and hook.event not in ("failure", "success"):
            reason = "a DAG has callbacks for failure and success only"
            work.tell(
                HookLost(pipeline=pipeline, event=hook.event, owner=owner, reason=reason), task
            )
        elif hook.function is not None:
            by_event.setdefault(hook.event, []).append(hook.function)
        else:
            found |= _emails(hook, found)
    for event, functions in by_event.items():
        names = [_callback(name, work) for name in functions]
        text = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
        found[f"on_{words.get(event, event)}_callback"] = Expression(text, (), tuple(functions))
    if "email" in found:
        events = {hook.event for hook in hooks if hook.recipients}
        for event in ("failure", "retry"):
            if event not in events:
                found[f"email_on_{event}"] = expression(False)
    return found


def _callback(name: str, work: Work) -> str:
    function = work.module.functions.get(name)
    if function is not None and function.is_async and not work.is_own:
        run = f"{work.imports.add_module('asyncio')}.run"
        return f"lambda context: {run}({name}(context))"
    if work.is_own or function is None or not is_called(function, work):
        return name
    return f"lambda context: {name}()"


def is_called(function: Function, work: Work) -> bool:
    """Whether a callback that asks nothing of the run is called by other functions too, so that it stays as it is."""
    asks = bool(function.uses or function.injected) or any(
        p.kind == "positional" and p.default is None for p in function.arguments
    )
    others = (f for f in work.module.functions.values() if f.name != function.name)
    return not asks and any(function.name in other.names for other in others)


def _emails(hook: Hook, found: Mapping[str, Expression]) -> Keywords:
    return (
        {} if "email" in found else {"email": expression([expression(r) for r in hook.recipients])}
    )


def plain_keywords(task: Task) -> Keywords:
    """Policies that are one keyword each; `wait_for_downstream` implies `depends_on_past`."""
    found: Keywords = {}
    if task.pool is not None:
        found["pool"] = expression(task.pool)
    if task.pool_slots != 1:
        found["pool_slots"] = expression(task.pool_slots)
    if task.priority is not None:
        found["priority_weight"] = expression(task.priority)
    if task.past == "self":
        found["depends_on_past"] = expression(True)
    if task.past == "downstream":
        found["wait_for_downstream"] = expression(True)
    return found


def with_imports(keywords: Keywords, work: Work) -> dict[str, str]:
    """The keywords as text, their imports added."""
    return {name: work.use(value) for name, value in keywords.items()}
