"""Retries, hooks, owners: what Dagster's objects say, in the IR's words."""

from __future__ import annotations

from polydag.frontends.dagster.handles import Definition, Made, given_list
from polydag.frontends.dagster.names import short
from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays, Hook, Retry
from polydag.syntax.convert import to_scalar
from polydag.syntax.data import Datum, External, Known, SetData, datum_of


def retry_of(datum: Datum | None) -> Retry:
    """`RetryPolicy` → `Retry`; without arguments it is one retry at once."""
    if not isinstance(datum, Made) or datum.name != "RetryPolicy":
        return Retry()
    given = datum.arguments
    count = given.take("max_retries", 0)
    delay = given.take("delay", 1)
    delays = _delays(delay, _word(given.take("backoff", 2)), _word(given.take("jitter", 3)))
    number = to_scalar(count, int) if count is not None else 1
    return Retry(count=number if number is not None else 1, delays=delays)


def _delays(delay: Datum | None, backoff: str, jitter: str) -> Delays:
    base: float | Symbolic = 0.0
    if delay is not None and not (isinstance(delay, Known) and delay.value is None):
        found = to_scalar(delay, float)
        base = found if found is not None else 0.0
    shapes = {"LINEAR": "linear", "EXPONENTIAL": "exponential"}
    jitters = {"FULL": "full", "PLUS_MINUS": "plus_minus"}
    return Delays(
        shape=shapes.get(backoff, "fixed"),
        base=base,
        offset=backoff == "EXPONENTIAL",
        jitter=jitters.get(jitter, "none"),
    )


def _word(datum: Datum | None) -> str:
    """The last word of `Backoff.EXPONENTIAL`."""
    return short(datum.qualified).rpartition(".")[2] if isinstance(datum, External) else ""


def hooks_of(data: tuple[Datum, ...]) -> tuple[Hook, ...]:
    """Functions that are called when a step ended."""
    found: list[Hook] = []
    for datum in data:
        members = (
            [datum_of(key) for key in datum.elements]
            if isinstance(datum, SetData)
            else given_list(datum)
        )
        for member in members:
            if isinstance(member, Definition) and member.kind == "hook":
                event = "failure" if member.decorator == "failure_hook" else "success"
                found.append(Hook(event=event, function=member.function.name))
    return tuple(found)


def text_of(datum: Datum | None) -> str | None:
    """A known string."""
    return datum.value if isinstance(datum, Known) and isinstance(datum.value, str) else None


def texts_of(datum: Datum | None) -> tuple[str, ...]:
    """Known strings of a list or set."""
    members = (
        [datum_of(key) for key in datum.elements]
        if isinstance(datum, SetData)
        else given_list(datum)
    )
    return tuple(text for member in members if (text := text_of(member)) is not None)
