"""Schedules, retries and what else is said about tasks and pipelines, in the words of the DSL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from polydag.dsl.building import DslError
from polydag.dsl.values import Expression, scalar, seconds
from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays, Retry, Schedule
from polydag.ir.tasks import TriggerRule

Window = Literal["point", "preceding"]


def cron(*expressions: str, tz: str = "UTC", window: Window = "point") -> Schedule:
    """Run at the times of one or more cron expressions; `window` says which time a run is about."""
    given = {"kind": "cron", "crons": [scalar(one) for one in expressions], "timezone": scalar(tz)}
    return Schedule.model_validate(given | {"window": window})


def every(
    span: timedelta | float | None = None,
    *,
    days: float = 0,
    hours: float = 0,
    minutes: float = 0,
    anchor: date | str | None = None,
) -> Schedule:
    """Run at an interval: `every(hours=1)` or `every(timedelta(...))`."""
    interval = timedelta(days=days, hours=hours, minutes=minutes) if span is None else span
    return Schedule(kind="interval", every=seconds(interval), anchor=moment(anchor))


def once() -> Schedule:
    """Run one time."""
    return Schedule(kind="once")


def exponential(
    base: timedelta | float, factor: float = 2.0, cap: timedelta | float | None = None
) -> Delays:
    """Wait `base`, then `factor` times as long before each further retry, never longer than `cap`."""
    limit = None if cap is None else seconds(cap)
    return Delays(shape="exponential", base=seconds(base), factor=factor, cap=limit)


def linear(base: timedelta | float, cap: timedelta | float | None = None) -> Delays:
    """Wait `base`, then twice, three times as long."""
    return Delays(shape="linear", base=seconds(base), cap=None if cap is None else seconds(cap))


def retry(count: object, delay: object) -> Retry:
    """Retries with a delay: a time span, a list of them, or what `exponential` and `linear` give.

    Raises:
        DslError: there is a delay without retries, or one of another type.
    """
    if isinstance(count, Expression):
        return Retry(count=count.scalar, delays=_delays(delay))
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise DslError(f"`retries={count!r}`: give the number of retries")
    if count == 0 and delay is not None:
        raise DslError("`retry_delay` without `retries` has no effect: add `retries=`")
    return Retry(count=count, delays=_delays(delay))


def _delays(delay: object) -> Delays:
    if delay is None:
        return Delays()
    if isinstance(delay, Delays):
        return delay
    if isinstance(delay, Sequence) and not isinstance(delay, str):
        waits = [seconds(one) for one in delay]
        if any(isinstance(wait, Symbolic) for wait in waits):
            raise DslError("the delays in a list must be known: give numbers")
        return Delays.model_validate({"shape": "list", "values": waits})
    return Delays(base=seconds(delay))


def rule(name: str) -> TriggerRule:
    """A trigger rule by name.

    Raises:
        DslError: there is no such rule.
    """
    rules: tuple[TriggerRule, ...] = get_args(TriggerRule)
    for known in rules:
        if known == name:
            return known
    raise DslError(f"`{name}` is no trigger rule: {', '.join(rules)}")


def one_of(option: str, word: str, words: Sequence[str]) -> str:
    """A word that an option takes.

    Raises:
        DslError: it takes other ones.
    """
    if word not in words:
        raise DslError(f"`{option}` is {' or '.join(map(repr, words))}, not {word!r}")
    return word


def moment(when: date | str | None) -> str | None:
    """A date as ISO 8601; one without a time zone is UTC."""
    if when is None or isinstance(when, str):
        return when
    if not isinstance(when, datetime):
        return f"{when.isoformat()}T00:00:00+00:00"
    return when.isoformat() if when.tzinfo else f"{when.isoformat()}+00:00"
