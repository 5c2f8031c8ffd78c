"""Schedules, trigger rules and dates, in the words of the DSL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from polydag.dsl.building import DslError
from polydag.dsl.values import scalar, seconds
from polydag.ir.policies import Schedule
from polydag.ir.tasks import TriggerRule

Window = Literal["point", "preceding"]


def cron(
    *expressions: str,
    tz: str = "UTC",
    window: Window = "point",
    name: str | None = None,
    paused: bool | None = None,
) -> Schedule:
    """Run at the times of one or more cron expressions; `window` says which time a run is about."""
    given = {"kind": "cron", "crons": [scalar(one) for one in expressions], "timezone": scalar(tz)}
    return Schedule.model_validate(given | {"window": window, "name": name, "paused": paused})


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


def continuous() -> Schedule:
    """Run again as soon as a run has ended."""
    return Schedule(kind="continuous")


def on_assets(*ids: str, any: bool = False) -> Schedule:
    """Run when all of these assets have been published anew, or one of them."""
    return Schedule(kind="assets", assets=ids, condition="any" if any else "all")


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


def one_of(option: str, word: object, words: Sequence[str | bool]) -> str | bool:
    """A word that an option takes.

    Raises:
        DslError: it takes other ones.
    """
    for known in words:
        if known is word or (isinstance(word, str) and known == word):
            return known
    raise DslError(f"`{option}` is {' or '.join(map(repr, words))}, not {word!r}")


def moment(when: date | str | None) -> str | None:
    """A date as ISO 8601; one without a time zone is UTC."""
    if when is None or isinstance(when, str):
        return when
    if not isinstance(when, datetime):
        return f"{when.isoformat()}T00:00:00+00:00"
    return when.isoformat() if when.tzinfo else f"{when.isoformat()}+00:00"
