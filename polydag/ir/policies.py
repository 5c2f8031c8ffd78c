"""Policies: retries, schedules, parameters, hooks, caching. Seconds are floats, dates ISO 8601 strings, zones IANA names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, TypeAlias

from polydag.ir.model import Frozen, Scalar
from polydag.ir.values import Json, Value


class Delays(Frozen):
    """Seconds to wait before each retry.

    fixed: `base` · linear: n·`base` · exponential: `base`·`factor`^(n−1), or (`factor`^n − 1)·`base` with `offset` ·
    list: `values`, the last one repeats. `cap` limits each delay. `jitter`: `window` is uniform in [d, 2d) before the cap,
    `full` uniform in [0, d), `plus_minus` d ± base, `poisson` clamped, ≤ d·(1 + `jitter_amount`).
    """

    shape: Literal["fixed", "linear", "exponential", "list"] = "fixed"
    base: Scalar[float] = 0.0
    factor: float = 2.0
    offset: bool = False
    cap: Scalar[float] | None = None
    values: tuple[float, ...] = ()
    jitter: Literal["none", "window", "full", "plus_minus", "poisson"] = "none"
    jitter_amount: float | None = None

    @property
    def jitter_words(self) -> str:
        """The jitter in words for people."""
        amount = (
            "" if self.jitter_amount is None else f" by up to {self.jitter_amount:g} of a delay"
        )
        return f"{self.jitter}{amount}"

    def at(self, retry: int) -> float | None:
        """The delay before the given retry (1-based) without jitter, or None where it is symbolic."""
        if self.shape == "list":
            return self.values[min(retry, len(self.values)) - 1] if self.values else 0.0
        if not isinstance(self.base, float):
            return None
        delay = {
            "fixed": self.base,
            "linear": retry * self.base,
            "exponential": (self.factor**retry - 1) * self.base
            if self.offset
            else self.base * self.factor ** (retry - 1),
        }[self.shape]
        if self.cap is None:
            return delay
        return min(delay, self.cap) if isinstance(self.cap, float) else None


class Retry(Frozen):
    """How often a failed attempt is repeated; `count` counts retries, not attempts.

    `only_on` and `never_on` are exception expressions of the author; `condition` names a function of the author, which says the
    same where both are given, and more than exceptions tell where it is alone.
    """

    count: Scalar[int] = 0
    delays: Delays = Delays()
    only_on: tuple[str, ...] = ()
    never_on: tuple[str, ...] = ()
    condition: str | None = None


def worth_retrying(
    answers: Iterable[tuple[tuple[str, ...], bool]], default: bool
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """`only_on` and `never_on` for what is asked in order: exceptions, and whether they are retried; `default` is for the others.

    None where kinds of exceptions alone cannot say it: nothing is retried, or what is retried is asked for before what is not.
    """
    yes: list[str] = []
    no: list[str] = []
    for exceptions, answer in answers:
        if yes and not answer:
            return None
        (yes if answer else no).extend(exceptions)
    if default:
        return (), tuple(no)
    return (tuple(yes), tuple(no)) if yes else None


CachePart: TypeAlias = Literal["inputs", "code", "run", "parameters"]


class Cache(Frozen):
    """Results kept between runs, or within one; `expiration` in seconds.

    With the key `inputs` two calls are one where all parts named in `by` are equal: what they were given (but for `without`),
    the task and its code, the run, the parameters of the run. A `custom` key is what the function `text` makes of the
    inputs. A `policy` is an expression that only the engine of the source understands. With `persist` False nothing is kept.
    """

    key: Literal["inputs", "custom", "policy"] = "inputs"
    by: tuple[CachePart, ...] = ("inputs", "code")
    without: tuple[str, ...] = ()
    text: str | None = None
    expiration: Scalar[float] | None = None
    persist: bool | None = None


Event = Literal["failure", "success", "retry", "start", "skip"]


class Hook(Frozen):
    """Something called when a task or run changes state: a function of the module, or an e-mail to `recipients`."""

    event: Event
    function: str | None = None
    recipients: tuple[Scalar[str], ...] = ()


class AssetCondition(Frozen):
    """All or any of some assets, and of the conditions that are `nested` in it."""

    condition: Literal["all", "any"] = "all"
    assets: tuple[str, ...] = ()
    nested: tuple[AssetCondition, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """The assets, however deep they stand, each once."""
        deeper = (asset for one in self.nested for asset in one.named)
        return tuple(dict.fromkeys((*self.assets, *deeper)))


class Schedule(Frozen):
    """When runs start; of several schedules each starts runs.

    cron: `crons` (five fields unless `seconds_field`) · interval: `every` seconds from `anchor` · dates: at each of `dates` ·
    once · continuous · assets: `assets` with `condition` all or any, and the conditions that are `nested` in it.
    `window` says which time a run is about: `point` (the tick itself) or `preceding` (the interval that ends at the tick, which
    is `length` seconds long where that is stated, and else begins at the tick before).
    `timezone` None means UTC by default of the source. `name` is the deployment's or schedule's own name. `extras` as of a task.
    """

    kind: Literal["cron", "interval", "dates", "once", "continuous", "assets"]
    crons: tuple[Scalar[str], ...] = ()
    every: Scalar[float] | None = None
    dates: tuple[str, ...] = ()
    length: Scalar[float] | None = None
    anchor: str | None = None
    timezone: Scalar[str] | None = None
    window: Literal["point", "preceding"] = "point"
    assets: tuple[str, ...] = ()
    condition: Literal["all", "any"] = "all"
    nested: tuple[AssetCondition, ...] = ()
    name: str | None = None
    paused: bool | None = None
    parameters: dict[str, Value] = {}
    extras: dict[str, dict[str, Value]] = {}

    @property
    def of_assets(self) -> AssetCondition:
        """What it waits for, where it is a schedule by assets."""
        return AssetCondition(condition=self.condition, assets=self.assets, nested=self.nested)


_BUILTIN = frozenset({"None", "bool", "dict", "float", "int", "list", "set", "str", "tuple"})


class RunParameter(Frozen):
    """A parameter of a run. `json_type` is JSON Schema's word where known; `annotation` is source text.

    A run that is given a value of another type, or against the constraints, fails before any task. With `coerces` a value is
    first converted where that loses nothing (the text `3` for an integer). One that is not `declared` is only asked for, among
    what a run happens to be given.
    """

    name: str
    json_type: str | None = None
    annotation: str | None = None
    default: Value | None = None
    required: bool = False
    description: str | None = None
    constraints: dict[str, Json] = {}
    coerces: bool = False
    declared: bool = True

    @property
    def plain_annotation(self) -> str | None:
        """The annotation where it is made of builtin types alone, so that it means the same in any module."""
        words = re.findall(r"[^\W\d][\w.]*|['\"]", self.annotation or "")
        return self.annotation if words and set(words) <= _BUILTIN else None
