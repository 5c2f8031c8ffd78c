"""What can be said about a sensor beside what can be said about any task."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, cast

from polydag.dsl.options import TaskOptions
from polydag.dsl.policies import one_of
from polydag.dsl.values import seconds

MINUTE, WEEK = timedelta(minutes=1), timedelta(days=7)


class SensorOptions(TaskOptions, total=False):
    """How a sensor waits; times are seconds or timedeltas."""

    every: timedelta | float
    within: timedelta | float
    growing: bool
    at_most: timedelta | float
    on_timeout: Literal["fail", "skip"]
    on_error: Literal["fail", "skip", "look_again"]
    frees_worker: bool


def parted(options: SensorOptions) -> tuple[dict[str, object], TaskOptions]:
    """The fields of the wait, and the options that any task has.

    Raises:
        DslError: a word is none that the option takes.
    """
    longest = options.get("at_most")
    errors = ("fail", "skip", "look_again")
    fields: dict[str, object] = {
        "every": seconds(options.get("every", MINUTE)),
        "within": seconds(options.get("within", WEEK)),
        "growing": one_of("growing", options.get("growing", False), (True, False)),
        "at_most": None if longest is None else seconds(longest),
        "on_timeout": one_of("on_timeout", options.get("on_timeout", "fail"), ("fail", "skip")),
        "on_error": one_of("on_error", options.get("on_error", "fail"), errors),
        "frees_worker": one_of("frees_worker", options.get("frees_worker", False), (True, False)),
    }
    others = {name: value for name, value in options.items() if name not in fields}
    return fields, cast("TaskOptions", others)
