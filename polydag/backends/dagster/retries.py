"""Retries: Dagster's policy where it says the same, else a helper that asks for each retry by itself."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.dagster.codes import AttributeLost, RetryHelper
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.texts import stated
from polydag.backends.dagster.workpiece import Workpiece
from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays, Retry


@dataclass(frozen=True)
class Retries:
    """How a task is retried: `policy` is an expression for Dagster, `decorator` a helper's."""

    policy: str = ""
    decorator: str = ""


def retries(retry: Retry, piece: Workpiece) -> Retries:
    """The retries of a task; nothing where there are none."""
    if retry.count == 0:
        return Retries()
    reason = _beyond_policy(retry)
    if reason is None:
        return Retries(policy=policy(retry, piece.sheet))
    piece.sheet.tell(RetryHelper(reason=reason, **piece.place))
    if retry.condition is not None:
        attribute = stated("retry condition", retry.condition)
        reason = "every exception is retried"
        piece.sheet.tell(
            AttributeLost(attribute=attribute, owner=piece.id, reason=reason, **piece.place)
        )
    name = piece.sheet.inline("retry_on" if retry.only_on or retry.never_on else "retry")
    return Retries(decorator=f"@{name}({', '.join(_helper_arguments(retry))})")


def policy(retry: Retry, sheet: Sheet) -> str:
    """A `RetryPolicy` for retries that it can say."""
    delays = retry.delays
    parts = [f"max_retries={_number(retry.count)}"]
    base = _first(delays)
    if base != 0:
        parts.append(f"delay={_number(base)}")
    if delays.shape in ("exponential", "linear"):
        parts.append(f"backoff={sheet.dagster('Backoff')}.{delays.shape.upper()}")
    if delays.jitter in ("full", "plus_minus"):
        parts.append(f"jitter={sheet.dagster('Jitter')}.{delays.jitter.upper()}")
    return f"{sheet.dagster('RetryPolicy')}({', '.join(parts)})"


def is_native(retry: Retry) -> bool:
    """Whether Dagster's own policy says the same."""
    return retry.count != 0 and _beyond_policy(retry) is None


def _beyond_policy(retry: Retry) -> str | None:
    """What Dagster's policy cannot say, or None."""
    delays = retry.delays
    if retry.only_on or retry.never_on or retry.condition:
        return "they depend on the exception"
    if delays.shape == "list" and len(set(delays.values[: _count(retry)])) > 1:
        return "each has a delay of its own"
    if delays.jitter == "poisson":
        return "their delays vary in another way"
    if delays.shape == "linear" and delays.cap is not None and not _below_cap(retry):
        return "a limit cuts their delays"
    if delays.shape == "exponential" and not _in_window(retry):
        return "their delays grow in another way"
    return None


def _in_window(retry: Retry) -> bool:
    """Whether (2^n − 1)·d is what the source waits, or lies where the source's jitter may put it."""
    delays = retry.delays
    if (
        delays.factor != 2.0
        or isinstance(delays.base, Symbolic)
        or isinstance(retry.count, Symbolic)
    ):
        return False
    if delays.jitter not in ("window", "none") or not (delays.offset or delays.jitter == "window"):
        return False
    return delays.cap is None or (
        isinstance(delays.cap, float) and (2**retry.count) * delays.base <= delays.cap
    )


def _below_cap(retry: Retry) -> bool:
    """Whether the limit never shows; it may where it is only known at run time."""
    longest = retry.delays.model_copy(update={"cap": None}).at(_count(retry))
    cap = retry.delays.cap
    return isinstance(cap, float) and longest is not None and longest <= cap


def _first(delays: Delays) -> float | Symbolic:
    """What the policy's delay is: that before every retry where they are all alike, else that which the shape begins with."""
    known = delays.at(1) if delays.shape in ("fixed", "list") else None
    return delays.base if known is None else known


def _helper_arguments(retry: Retry) -> list[str]:
    values = [_seconds(retry.delays, n) for n in range(1, _count(retry) + 1)]
    found = [f"delays=[{', '.join(_number(v) for v in values)}]"]
    if retry.only_on:
        found.append(f"only_on=({', '.join(retry.only_on)},)")
    if retry.never_on:
        found.append(f"never_on=({', '.join(retry.never_on)},)")
    return found


def _seconds(delays: Delays, retry: int) -> float:
    """The delay before a retry: the middle of what the source may wait, within its limit."""
    if (
        delays.shape == "exponential"
        and delays.jitter == "window"
        and isinstance(delays.base, float)
    ):
        longest = (delays.factor**retry - 1) * delays.base
        return min(longest, delays.cap) if isinstance(delays.cap, float) else longest
    return delays.at(retry) or 0.0


def _count(retry: Retry) -> int:
    return retry.count if isinstance(retry.count, int) else 1


def _number(value: float | Symbolic) -> str:
    if isinstance(value, Symbolic):
        return value.text
    return str(int(value)) if float(value).is_integer() else str(value)
