"""Looks again and again until something is there, in a time that only the wait itself counts; standard library only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypedDict, cast

from polydag.runs.child.stubs import StubSkip
from polydag.runs.reference.context import Fail, Skip

# Between two looks that do something, whatever the interval is.
PAUSE = 0.02


class TimeIsOut(Fail):
    """What was waited for did not come in time: another attempt would not wait any better."""


class _Raw(TypedDict):
    every: float
    within: float
    growing: bool
    at_most: float | None
    on_timeout: Literal["fail", "skip"]
    on_error: Literal["fail", "skip", "look_again"]
    limited: bool


@dataclass(frozen=True)
class Patience:
    """How a wait waits; see `polydag.ir.operations.Wait`. When it is `limited`, a TimeoutError is the attempt's end."""

    every: float
    within: float
    growing: bool
    at_most: float | None
    on_timeout: Literal["fail", "skip"]
    on_error: Literal["fail", "skip", "look_again"]
    limited: bool

    @staticmethod
    def of(raw: dict[str, object]) -> Patience:
        """The patience that a request describes, which its sender has checked."""
        known = cast("_Raw", raw)
        return Patience(**known)

    def after(self, interval: float) -> float:
        """The interval after this one."""
        if not self.growing:
            return interval
        return interval * 2 if self.at_most is None else min(interval * 2, self.at_most)


def wait(look: Callable[[], object], patience: Patience, pause: float) -> object:
    """What the first look gives that finds something.

    Raises:
        TimeIsOut: there was none in time.
        Skip: the same, where that skips.
    """
    began, interval, slept = time.monotonic(), patience.every, 0.0
    while not (found := _looked(look, patience)):
        if slept + time.monotonic() - began > patience.within:
            message = f"nothing within {patience.within:g} s"
            raise Skip(message) if patience.on_timeout == "skip" else TimeIsOut(message)
        time.sleep(min(pause, interval))
        slept += interval
        interval = patience.after(interval)
    return found


def _looked(look: Callable[[], object], patience: Patience) -> object:
    """What one look gives; what it raises is another look, or the end."""
    try:
        return look()
    except (Skip, StubSkip):
        raise
    except Fail as error:
        if "skip" in (patience.on_timeout, patience.on_error):
            raise Skip(str(error)) from error
        raise
    except Exception as error:
        if patience.on_error == "fail" or (patience.limited and isinstance(error, TimeoutError)):
            raise
        if patience.on_error == "skip":
            raise Skip(str(error)) from error
        return None
