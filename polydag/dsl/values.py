"""What a task can be given: constants, outputs of other tasks, parameters, facts of the run, lookups, texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from string import Formatter
from typing import NoReturn

from polydag.dsl.building import DslError
from polydag.ir.model import Symbolic
from polydag.ir.values import (
    Constant,
    ContextOf,
    Entries,
    Items,
    Lookup,
    Text,
    Value,
)


class Given:
    """Something that is known only when the pipeline runs; it stands for its value, and cannot be computed with."""

    def __init__(self, value: Value) -> None:
        self._value = value

    @property
    def value(self) -> Value:
        """What it stands for."""
        return self._value

    def __bool__(self) -> NoReturn:
        raise DslError(
            "what a task gives is not known while the pipeline is built: use `@task.branch`"
        )

    def __iter__(self) -> NoReturn:
        raise DslError("what a task gives cannot be looped over here: use `task.map(...)`")

    def __format__(self, spec: str) -> NoReturn:
        raise DslError("an f-string cannot hold what is only known at run time: use `text(...)`")


@dataclass(frozen=True)
class Expression:
    """An expression that the reader could not evaluate, as a value and as a scalar."""

    code: Value
    scalar: Symbolic


def to_value(thing: object) -> Value:
    """Anything that a task is given, as the representation holds it.

    Raises:
        DslError: it is of a type that cannot be carried.
    """
    if isinstance(thing, Given):
        return thing.value
    if isinstance(thing, Expression):
        return thing.code
    if thing is None or isinstance(thing, bool | int | float | str):
        return Constant(value=thing)
    if isinstance(thing, timedelta):
        return Constant(value=thing.total_seconds())
    if isinstance(thing, Mapping):
        return Entries(entries={str(key): to_value(item) for key, item in thing.items()})
    if isinstance(thing, Set):
        return Items(items=tuple(to_value(item) for item in sorted(thing, key=repr)), shape="set")
    if isinstance(thing, Sequence) and not isinstance(thing, bytes):
        items = tuple(to_value(item) for item in thing)
        return Items(items=items, shape="tuple" if isinstance(thing, tuple) else "list")
    raise DslError(
        f"a task cannot be given {thing!r}: use constants, lists, dicts and outputs of tasks"
    )


def seconds(span: object) -> float | Symbolic:
    """A time span in seconds: a number or a timedelta.

    Raises:
        DslError: it is neither.
    """
    if isinstance(span, Expression):
        return span.scalar
    if isinstance(span, timedelta):
        return span.total_seconds()
    if isinstance(span, int | float) and not isinstance(span, bool):
        return float(span)
    raise DslError(f"{span!r} is no time span: give seconds or a timedelta")


def scalar(thing: object) -> object:
    """A setting as the representation holds it: itself, or the expression that will give it."""
    return thing.scalar if isinstance(thing, Expression) else thing


def context(key: str) -> Given:
    """A fact of the run: `ds`, `logical_date`, `run_id`, `data_interval_start`, …"""
    return Given(ContextOf(key=key))


def environment(name: str, default: object = ...) -> Given:
    """An environment variable, looked up when the task runs."""
    return _lookup("environment", name, default)


def variable(name: str, default: object = ...) -> Given:
    """A variable that is kept by the engine."""
    return _lookup("variable", name, default)


def secret(name: str, default: object = ...) -> Given:
    """A secret that is kept by the engine."""
    return _lookup("secret", name, default)


def text(template: str, **values: object) -> Given:
    """A text that is put together when the task runs: `text("day={day}", day=context("ds"))`."""
    parts: list[Value] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            parts.append(Constant(value=literal))
        if name is not None:
            if name not in values:
                raise DslError(f"`{{{name}}}` in the text has no value: text(..., {name}=...)")
            parts.append(to_value(values[name]))
    return Given(Text(parts=tuple(parts)))


def _lookup(what: str, name: str, default: object) -> Given:
    fallback = None if default is ... else to_value(default)
    return Given(Lookup.model_validate({"what": what, "name": name, "default": fallback}))
