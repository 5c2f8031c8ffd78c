"""Retries: Dagster's policy where it says the same, else a helper that asks for each retry by itself."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.dagster.codes import AttributeDropped, AttributeLost, RetryHelper
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.settings import stated
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
    if retry.condition is not None and not (retry.only_on or retry.never_on):
        attribute = stated("retry condition", retry.condition)
        reason = "every exception is retried"
        piece.sheet.tell(
            AttributeLost(attribute=attribute, owner=piece.id, reason=reason, **piece.place)
        )
    if retry.delays.jitter not in ("none", "window"):
        attribute, reason = f"jitter {retry.delays.jitter_words}", "the helper waits plain delays"
        piece.sheet.tell(
            AttributeDropped(attribute=attribute, owner=piece.id, reason=reason, **piece.place)
        )
    name = piece.sheet.inline("retry_on" if retry.only_on or retry.never_on else "retry")
    return Retries(decorator=f"@{name}({', '.join(_helper_arguments(retry))})")


def policy(retry: Retry, sheet: Sheet) -> str:
    """A `RetryPolicy` for retries that it can say."""
    delays = retry.delays
    parts = [f"max_retries={_number(retry.count)}"]
    base = delays.at(1) or 0.0 if delays.shape == "list" else delays.base
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
    if delays.shape == "exponential" and not _in_window(retry):
        return "their delays grow in another way"
    if delays.cap is not None and _reaches(delays.cap, retry):
        return "their delays have a limit"
    return None


def _reaches(cap: float | Symbolic, retry: Retry) -> bool:
    """Whether the last delay (with the source's jitter) is limited; what is not known may be."""
    longest = retry.delays.model_copy(update={"cap": None}).at(_count(retry))
    if longest is None or isinstance(cap, Symbolic) or isinstance(retry.count, Symbolic):
        return True
    return longest * (2 if retry.delays.jitter == "window" else 1) > cap


def _in_window(retry: Retry) -> bool:
    """Whether (2^n − 1)·d is what the source waits, or lies where the source's jitter may put it."""
    delays = retry.delays
    if (
        delays.factor != 2.0
        or isinstance(delays.base, Symbolic)
        or isinstance(retry.count, Symbolic)
    ):
        return False
    return delays.jitter in ("window", "none") and (delays.offset or delays.jitter == "window")


def _helper_arguments(retry: Retry) -> list[str]:
    values = [_seconds(retry.delays, n) for n in range(1, _count(retry) + 1)]
    found = [f"delays=[{', '.join(_number(v) for v in values)}]"]
    if retry.only_on:
        found.append(f"only_on=({', '.join(retry.only_on)},)")
    if retry.never_on:
        found.append(f"never_on=({', '.join(retry.never_on)},)")
    return found


def _seconds(delays: Delays, retry: int) -> float:
    """The delay before a retry: in the window that the source's jitter leaves, within its limit.

    Where the window is [d, 2d) it is what Dagster's own policy would wait, were the factor always two.
    """
    if (
        delays.shape == "exponential"
        and delays.jitter == "window"
        and isinstance(delays.base, float)
    ):
        wait = (2 * delays.factor ** (retry - 1) - 1) * delays.base
        return min(wait, delays.cap) if isinstance(delays.cap, float) else wait
    return delays.at(retry) or 0.0


def _count(retry: Retry) -> int:
    return retry.count if isinstance(retry.count, int) else 1


def _number(value: float | Symbolic) -> str:
    if isinstance(value, Symbolic):
        return value.text
    return str(int(value)) if float(value).is_integer() else str(value)
