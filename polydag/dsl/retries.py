"""How often, when and after which exceptions a task is tried again, in the words of the DSL."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import ModuleType
from typing import Literal, TypeAlias, get_args

from polydag.dsl.building import DslError
from polydag.dsl.values import Expression, seconds
from polydag.ir.model import Symbolic
from polydag.ir.policies import Delays, Retry

Names: TypeAlias = Mapping[str, object]
Kinds: TypeAlias = type[BaseException] | Sequence[type[BaseException]]
Scatter: TypeAlias = Literal["window", "full", "plus_minus"]


def exponential(
    base: timedelta | float, factor: float = 2.0, cap: timedelta | float | None = None
) -> Delays:
    """Wait `base`, then `factor` times as long before each further retry, never longer than `cap`."""
    limit = None if cap is None else seconds(cap)
    return Delays(shape="exponential", base=seconds(base), factor=factor, cap=limit)


def linear(base: timedelta | float, cap: timedelta | float | None = None) -> Delays:
    """Wait `base`, then twice, three times as long."""
    return Delays(shape="linear", base=seconds(base), cap=None if cap is None else seconds(cap))


def retry(count: object, delay: object, jitter: object = None) -> Retry:
    """Retries with a delay: a time span, a list of them, or what `exponential` and `linear` give; `jitter` scatters it.

    Raises:
        DslError: there is a delay without retries, or one of another type.
    """
    delays = _scattered(_delays(delay), jitter)
    if isinstance(count, Expression):
        return Retry(count=count.scalar, delays=delays)
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise DslError(f"`retries={count!r}`: give the number of retries")
    if count == 0 and (delay is not None or jitter is not None):
        word = "retry_jitter" if delay is None else "retry_delay"
        raise DslError(f"`{word}` without `retries` has no effect: add `retries=`")
    return Retry(count=count, delays=delays)


def exceptions(given: object, names: Names) -> tuple[str, ...]:
    """Classes of exceptions as a module spells them whose names these are.

    Raises:
        DslError: something is no class of exceptions, or has no name there.
    """
    each = given if isinstance(given, Sequence) and not isinstance(given, str) else (given,)
    return tuple(_spelt(one, names) for one in each)


def _spelt(kind: object, names: Names) -> str:
    if isinstance(kind, Expression) and isinstance(kind.scalar, Symbolic):
        return kind.scalar.text
    if not isinstance(kind, type) or not issubclass(kind, BaseException):
        raise DslError(f"{kind!r} is no class of exceptions")
    found = next(_spellings(kind, names), None)
    if found is None:
        raise DslError(f"`{kind.__name__}` has no name in this file: import it")
    return found


def _spellings(kind: type[BaseException], names: Names) -> Iterator[str]:
    """The names of a class: its own in the module, that of Python, one below a module that is imported."""
    yield from (name for name, thing in names.items() if thing is kind)
    if getattr(builtins, kind.__name__, None) is kind:
        yield kind.__name__
    for name, module in [*names.items()]:
        if not isinstance(module, ModuleType) or name.startswith("__"):
            continue
        if getattr(module, kind.__name__, None) is kind:
            yield f"{name}.{kind.__name__}"
        for inner, below in [*vars(module).items()]:
            if isinstance(below, ModuleType) and getattr(below, kind.__name__, None) is kind:
                yield f"{name}.{inner}.{kind.__name__}"


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


def _scattered(delays: Delays, jitter: object) -> Delays:
    """Delays that differ at random; a number is the part of a delay by which it may be longer."""
    if jitter is None:
        return delays
    if jitter not in get_args(Scatter):
        if not isinstance(jitter, int | float) or isinstance(jitter, bool) or jitter <= 0:
            words = ", ".join(f'"{word}"' for word in get_args(Scatter))
            raise DslError(f"`retry_jitter={jitter!r}`: give {words} or a part of a delay, as 0.5")
        return delays.model_copy(update={"jitter": "poisson", "jitter_amount": float(jitter)})
    if jitter == "window" and delays.shape != "exponential":
        raise DslError('`retry_jitter="window"` is for delays that grow: `exponential(...)`')
    return delays.model_copy(update={"jitter": jitter})
