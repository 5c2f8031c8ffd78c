"""What a task says about itself to Prefect: the keywords of its decorator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polydag.ir.model import Symbolic
from polydag.ir.policies import Cache, CachePart, Delays, Retry
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression

Keywords = Mapping[str, Expression]
_POLICIES: Mapping[CachePart, str] = {
    "inputs": "INPUTS",
    "code": "TASK_SOURCE",
    "run": "RUN_ID",
    "parameters": "FLOW_PARAMETERS",
}


@dataclass(frozen=True)
class Waits:
    """`retry_delay_seconds`, what else goes with it, and whether something of the source's delays is missing."""

    keywords: Keywords
    without_jitter: bool = False
    unknown: bool = False


def number(value: float | Symbolic) -> Expression:
    """Seconds: 60.0 is `60`."""
    if isinstance(value, Symbolic):
        return expression(value)
    return expression(int(value) if float(value).is_integer() else value)


def retries(retry: Retry) -> Waits:
    """`retries` and the delays; nothing where nothing is repeated."""
    if retry.count == 0:
        return Waits({})
    count = expression(retry.count)
    delays = _delays(retry.delays, retry.count)
    return Waits({"retries": count, **delays.keywords}, delays.without_jitter, delays.unknown)


def cached(cache: Cache | None) -> Keywords:
    """Results that are kept between runs."""
    if cache is None:
        return {}
    keywords: dict[str, Expression] = {}
    if cache.text is not None:
        option = "cache_policy" if cache.key == "policy" else "cache_key_fn"
        keywords[option] = Expression(cache.text, (), (cache.text.split(".")[0],))
    elif cache.by == ("inputs", "code") and not cache.without:
        imports = (Import("prefect.tasks", "task_input_hash"),)
        keywords["cache_key_fn"] = Expression("task_input_hash", imports)
    else:
        keywords["cache_policy"] = _policy(cache)
    if isinstance(cache.expiration, Symbolic):
        keywords["cache_expiration"] = expression(cache.expiration)
    elif cache.expiration is not None:
        from datetime import timedelta

        keywords["cache_expiration"] = expression(timedelta(seconds=cache.expiration))
    if cache.persist is not None:
        keywords["persist_result"] = expression(cache.persist)
    return keywords


def _policy(cache: Cache) -> Expression:
    """The policies that look at the parts of the key; an input is left out by its name."""
    whole = {"inputs", "code", "run"} == set(cache.by)
    names = ["DEFAULT"] if whole else [_POLICIES[part] for part in cache.by]
    imports = tuple(Import("prefect.cache_policies", name) for name in names)
    less = "".join(f" - {expression(name).text}" for name in cache.without)
    return Expression(" + ".join(names) + less, imports)


def _delays(delays: Delays, count: int | Symbolic) -> Waits:
    if delays.shape == "fixed" and delays.cap is None:
        base = {} if delays.base == 0 else {"retry_delay_seconds": number(delays.base)}
        return Waits({**base, **_poisson(delays)}, *_jitter(delays))
    if _is_backoff(delays, count):
        made = call("exponential_backoff", backoff_factor=number(delays.base))
        made = Expression(made.text, (Import("prefect.tasks", "exponential_backoff"),), made.names)
        return Waits({"retry_delay_seconds": made, **_poisson(delays)}, *_jitter(delays))
    if isinstance(count, Symbolic):
        return Waits({"retry_delay_seconds": number(delays.at(1) or 0.0)}, unknown=True)
    waits = [delays.at(retry) for retry in range(1, count + 1)]
    known = [int(w) if float(w).is_integer() else w for w in waits if w is not None]
    if len(known) < len(waits):
        return Waits({"retry_delay_seconds": number(delays.base)}, unknown=True)
    listed = expression(known[0] if len(set(known)) == 1 else known)
    return Waits({"retry_delay_seconds": listed, **_poisson(delays)}, *_jitter(delays))


def _is_backoff(delays: Delays, count: int | Symbolic) -> bool:
    """f, 2f, 4f, … without a cap that any of the retries reaches."""
    if delays.shape != "exponential" or delays.offset or delays.factor != 2.0:
        return False
    if delays.cap is None:
        return True
    if (
        isinstance(count, Symbolic)
        or isinstance(delays.base, Symbolic)
        or isinstance(delays.cap, Symbolic)
    ):
        return False
    reach = 2.0 if delays.jitter == "window" else 1.0
    return delays.base * 2.0 ** (count - 1) * reach <= delays.cap


def _poisson(delays: Delays) -> Keywords:
    if delays.jitter != "poisson" or delays.jitter_amount is None:
        return {}
    return {"retry_jitter_factor": expression(delays.jitter_amount)}


def _jitter(delays: Delays) -> tuple[bool]:
    """A window whose lower end is waited is the source's own; other random parts are missing."""
    return (delays.jitter in ("full", "plus_minus"),)
