"""Functions that look like the author's and do something else."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import typing
from collections.abc import Callable, Iterator
from types import CellType, FunctionType
from typing import cast

from polydag.runs.child.hanging import StubHangs, hang, hang_async

Body = Callable[[dict[str, object]], object]


def replaced(
    original: Callable[..., object], body: Body, yields: bool = False
) -> Callable[..., object]:
    """Return `original` with the author's function in it replaced.

    A body that `yields` gives an iterator, and what stands in for a generator stays one.

    A decorator of the emitted code (a retry loop, a time limit) that keeps `__wrapped__` stays in
    force: only the innermost function is exchanged, in the closure that holds it. What stands in cannot be sent to
    another Python, as it has no text: it takes the place of the decorator that sends.
    """
    wrapped = None if _is_sent(original) else getattr(original, "__wrapped__", None)
    cell = _cell_of(original, wrapped) if wrapped is not None else None
    if wrapped is None or cell is None:
        return lookalike(original, body, yields)
    cell.cell_contents = replaced(wrapped, body, yields)
    return original


def _is_sent(function: Callable[..., object]) -> bool:
    """Tell whether it is what the decorators of `polydag.backends.elsewhere` make."""
    code = getattr(function, "__code__", None)
    return code is not None and code.co_name == "sent" and "how" in code.co_freevars


def _cell_of(function: Callable[..., object], content: object) -> CellType | None:
    """Return the closure cell of `function` that holds `content`."""
    for cell in getattr(function, "__closure__", None) or ():
        if cell.cell_contents is content:
            return cell  # type: ignore[no-any-return]  # __closure__ is read from any callable
    return None


def lookalike(
    original: Callable[..., object], body: Body, yields: bool = False
) -> Callable[..., object]:
    """Return a function with the face of `original` that calls `body` with arguments by name."""
    signature = _resolved(original)

    def stub(*args: object, **kwargs: object) -> object:
        given = by_name(signature, args, kwargs)
        with contextlib.suppress(StubHangs):
            return body(given)
        hang(original, args, kwargs)
        return body(given)

    def generator_stub(*args: object, **kwargs: object) -> Iterator[object]:
        yield from cast("Iterator[object]", stub(*args, **kwargs))

    async def async_stub(*args: object, **kwargs: object) -> object:
        given = by_name(signature, args, kwargs)
        with contextlib.suppress(StubHangs):
            return await asyncio.to_thread(body, given)
        await hang_async()
        return await asyncio.to_thread(body, given)

    made: Callable[..., object] = async_stub if inspect.iscoroutinefunction(original) else stub
    if yields and inspect.isgeneratorfunction(original):
        made = generator_stub
    functools.update_wrapper(made, original)
    vars(made).pop("__wrapped__", None)
    made.__signature__ = signature  # type: ignore[attr-defined]  # what inspect reads first
    hints = {name: p.annotation for name, p in signature.parameters.items()}
    hints["return"] = signature.return_annotation
    made.__annotations__ = {k: v for k, v in hints.items() if v is not inspect.Signature.empty}
    return made


def _resolved(function: Callable[..., object]) -> inspect.Signature:
    """Return the signature, annotations given as text turned into types where they can be.

    The stub lives in another module, in which the names of the text would mean nothing.
    """
    signature = inspect.signature(function)
    try:
        hints = typing.get_type_hints(function, include_extras=True)
    except (NameError, TypeError, AttributeError):
        return signature
    parameters = [
        p.replace(annotation=_hint(hints, name, p.annotation))
        for name, p in signature.parameters.items()
    ]
    returned = _hint(hints, "return", signature.return_annotation)
    return signature.replace(parameters=parameters, return_annotation=returned)


def _hint(hints: dict[str, object], name: str, annotation: object) -> object:
    return hints.get(name, annotation) if isinstance(annotation, str) else annotation


def by_name(
    signature: inspect.Signature, args: tuple[object, ...], kwargs: dict[str, object]
) -> dict[str, object]:
    """Return the arguments of a call by parameter, defaults included, `**kwargs` spread out."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    named: dict[str, object] = {}
    for name, value in bound.arguments.items():
        kind = signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            named.update(value)
        elif kind is not inspect.Parameter.VAR_POSITIONAL or value:
            named[name] = value
    return named


def helper_in(
    namespace: dict[str, object], name: str | None, own: Callable[..., object]
) -> FunctionType | None:
    """Return the author's function that the synthesised task `own` calls, if it is not `own`.

    A function that bears the name is the author's itself, even where the name was bound anew after it was made.
    """
    helper = namespace.get(name) if name else None
    unwrapped = inspect.unwrap(own)
    if not isinstance(helper, FunctionType) or inspect.unwrap(helper) is unwrapped:
        return None
    return None if unwrapped.__name__ == name else helper
