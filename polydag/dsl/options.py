"""What can be said about a task: its options, and the task that has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, TypedDict

from polydag.dsl.building import DslError, current
from polydag.dsl.places import calling_names
from polydag.dsl.policies import rule
from polydag.dsl.retries import Kinds, Scatter, exceptions, retry
from polydag.dsl.settings import Event, known
from polydag.dsl.sources import Body
from polydag.dsl.values import scalar, seconds
from polydag.ir.model import Symbolic
from polydag.ir.policies import Cache, Delays, Hook, Retry
from polydag.ir.tasks import Task


class Options(TypedDict, total=False):
    """What can be said about any task. Times are seconds or timedeltas."""

    retries: int
    retry_delay: timedelta | float | Sequence[timedelta | float] | Delays
    retry_jitter: Scatter | float
    retry_on: Kinds
    never_retry_on: Kinds
    timeout: timedelta | float
    trigger_rule: str
    outputs: Sequence[str]
    publishes: Sequence[str]
    consumes: Sequence[str]
    cache: Cache
    past: Literal["self", "downstream"]
    pool: str
    pool_slots: int
    priority: int
    owner: str
    tags: Sequence[str]
    fatal: bool
    on_failure: Body
    on_success: Body
    on_retry: Body
    on_start: Body
    on_skip: Body
    doc: str


class TaskOptions(Options, total=False):
    """What can be said about a task that runs a function, whose name is its id unless another is given."""

    id: str
    map_limit: int


def by_inputs(expiration: timedelta | float | None = None, persist: bool | None = None) -> Cache:
    """Keep a task's result by what it was given, for some time, where an engine can: `@task(cache=by_inputs(3600))`."""
    kept_for = None if expiration is None else seconds(expiration)
    return Cache(key="inputs", expiration=kept_for, persist=persist)


def settled(task: Task, options: Options, body: Body | None = None) -> Task:
    """The task with its options; `body` is the function that it runs.

    Raises:
        DslError: an option is unknown, or means nothing for this task.
    """
    known(options, Options if body is None else TaskOptions)
    if task.mapping is None and "map_limit" in options:
        raise DslError("`map_limit` is for a task that is mapped: use `.map(...)`")
    pipeline = current().pipeline
    update: dict[str, object] = {"source": "polydag.task"}
    update["retry"] = _retry(options, pipeline.defaults.retry, body)
    timeout = options.get("timeout")
    update["timeout"] = pipeline.defaults.timeout if timeout is None else seconds(timeout)
    if "trigger_rule" in options:
        update["rule"] = rule(options["trigger_rule"])
    hooks = _hooks(options)
    update["hooks"] = hooks or pipeline.defaults.hooks
    owner = options.get("owner")
    update["owner"] = pipeline.defaults.owner if owner is None else scalar(owner)
    update["publishes"] = tuple(options.get("publishes", ()))
    update["consumes"] = tuple(options.get("consumes", ()))
    update["tags"] = tuple(scalar(tag) for tag in options.get("tags", ()))
    for name in ("cache", "past", "pool", "pool_slots", "priority", "fatal", "doc"):
        if name in options:
            update[name] = scalar(options[name])
    return Task.model_validate(dict(task) | update)


def _retry(options: Options, default: Retry | None, body: Body | None) -> Retry:
    """How a task is tried again: what it says itself, else what the pipeline says for all."""
    found = default or Retry()
    if options.keys() & {"retries", "retry_delay", "retry_jitter"}:
        delay, jitter = options.get("retry_delay"), options.get("retry_jitter")
        found = retry(options.get("retries", 0), delay, jitter)
    kinds = {"only_on": options.get("retry_on"), "never_on": options.get("never_retry_on")}
    said = {word: kind for word, kind in kinds.items() if kind is not None}
    if said and not isinstance(found.count, Symbolic) and found.count == 0:
        word = "retry_on" if "only_on" in said else "never_retry_on"
        raise DslError(f"`{word}` without `retries` has no effect: add `retries=`")
    names = getattr(body, "__globals__", None) or calling_names(current())
    spelt = {word: exceptions(kind, names) for word, kind in said.items()}
    return found.model_copy(update=spelt)


def _hooks(options: Options) -> tuple[Hook, ...]:
    """In the order of events that the representation names."""
    pipeline = current().pipeline
    asked: dict[Event, Body | None] = {
        "failure": options.get("on_failure"),
        "success": options.get("on_success"),
        "retry": options.get("on_retry"),
        "start": options.get("on_start"),
        "skip": options.get("on_skip"),
    }
    return tuple(pipeline.hook(event, body) for event, body in asked.items() if body is not None)
