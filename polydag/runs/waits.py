"""The wait before a retry, as a window: jitter makes every wait inside it equally right."""

from __future__ import annotations

import math

from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays

# Engines round to whole seconds or to floating point; neither is a difference.
SLACK = 1.0


def same_wait(delays: Delays, retry: int, left: float | None, right: float | None) -> bool:
    """Whether two waits before the retry (1-based) mean the same; no wait is a wait of nothing."""
    one, other = left or 0.0, right or 0.0
    if math.isclose(one, other, abs_tol=SLACK / 1000):
        return True
    allowed = window(delays, retry)
    return allowed is not None and all(_inside(wait, allowed) for wait in (one, other))


def window(delays: Delays, retry: int) -> tuple[float, float] | None:
    """The shortest and the longest wait that the policy allows; None where there is no jitter or it is symbolic."""
    delay = delays.model_copy(update={"cap": None}).at(retry)
    if delays.jitter == "none" or delay is None or isinstance(delays.cap, Symbolic):
        return None
    base = delays.base if isinstance(delays.base, float) else 0.0
    low, high = {
        "window": (delay, 2 * math.ceil(delay)),
        "full": (0.0, delay),
        "plus_minus": (max(0.0, delay - base), delay + base),
        "poisson": (0.0, delay * (1 + (delays.jitter_amount or 0.0))),
    }[delays.jitter]
    return (low, high) if delays.cap is None else (min(low, delays.cap), min(high, delays.cap))


def _inside(wait: float, allowed: tuple[float, float]) -> bool:
    return allowed[0] - SLACK <= wait <= allowed[1] + SLACK
