"""Calls a function of the author and takes its outputs apart; standard library only."""

from __future__ import annotations

import contextlib
import inspect
import signal
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import cast

from polydag.runs.reference.context import CONTEXT, Context, Output, Verdict

Part = Mapping[str, object]


def call(
    function: Callable[..., object], part: Part, arguments: Mapping[str, object], context: Context
) -> object:
    """The result of a body; its context is in the globals that it was defined in."""
    vars_of(function)[CONTEXT] = context
    args, kwargs = _bound(part, arguments, context)
    result = function(*args, **kwargs)
    if inspect.iscoroutine(result):
        import asyncio  # half of the time that a process needs to start, and few bodies are coroutines

        result = asyncio.run(result)
    if inspect.isgenerator(result):
        return _drained(result, context)
    return result


def vars_of(function: Callable[..., object]) -> dict[str, object]:
    """The globals of a function."""
    return cast("dict[str, object]", getattr(function, "__globals__", {}))


def outputs(result: object, names: list[str], context: Context) -> dict[str, object]:
    """Each named output of a result: pushed, yielded, in a tuple, in a dict, or the result itself."""
    found = dict(context.pushed)
    if isinstance(result, Output):
        return found | {result.key: result.value}
    if isinstance(result, Verdict):
        return found | {"result": result.passed}
    own = [name for name in names if name not in found]
    if "result" in own or (len(own) == 0 and result is not None):
        return found | {"result": result}
    if not own:
        return found
    if isinstance(result, tuple) and len(result) == len(own):
        return found | dict(zip(own, result, strict=True))
    if isinstance(result, dict) and len(own) > 1:
        return found | {name: result[name] for name in own if name in result}
    return found | ({own[0]: result} if len(own) == 1 else {})


def _drained(result: Iterator[object], context: Context) -> object:
    """Collect what a generator yields as outputs; its last plain value is the result."""
    value: object = None
    for item in result:
        if isinstance(item, Output):
            context.pushed[item.key] = item.value
        else:
            value = item
    return value


def _bound(
    part: Part, arguments: Mapping[str, object], context: Context
) -> tuple[list[object], dict[str, object]]:
    """Arguments by kind of parameter; what the engine injected comes from the context."""
    kinds = cast("dict[str, str]", part["parameters"])
    injected = cast("list[str]", part["injected"])
    args: list[object] = []
    kwargs: dict[str, object] = {}
    for name, kind in kinds.items():
        if name in injected:
            given = _injected(name, kind, context)
            kwargs.update(given)
        elif name in arguments and kind == "var_positional":
            args += cast("list[object]", arguments[name])
        elif name in arguments and kind == "var_keyword":
            kwargs.update(cast("dict[str, object]", arguments[name]))
        elif name in arguments:
            kwargs[name] = arguments[name]
    if args:
        before = [name for name, kind in kinds.items() if kind == "positional" and name in kwargs]
        args = [*(kwargs.pop(name) for name in before), *args]
    return args, kwargs


def _injected(name: str, kind: str, context: Context) -> dict[str, object]:
    if kind == "var_keyword":
        return dict(context.facts)
    if kind == "var_positional":
        return {}
    return {name: context.context(name) if name in context.facts else context}


@contextlib.contextmanager
def limit(seconds: float | None) -> Iterator[None]:
    """Interrupt the body after this many seconds with a TimeoutError."""
    if seconds is None:
        yield
        return

    def expire(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"timed out after {seconds:g} s")

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
