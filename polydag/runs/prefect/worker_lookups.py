"""Secrets of flows and bodies on Prefect that no server of this machine has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from polydag.runs.child.lookups import Lookup, or_made_up, variable

Held = dict[str, object]


def hold(variables: Held) -> None:
    """Have `Variable.get` find these first, in this process; the server itself is other runs' too."""
    from prefect.variables import Variable

    if variables:
        Variable.get = partial(_held, variables, Variable.get)
        Variable.aget = partial(_awaited, variables, Variable.aget)


def _held(variables: Held, original: Lookup, name: str, *args: object, **kwargs: object) -> object:
    return variables[name] if name in variables else original(name, *args, **kwargs)


async def _awaited(
    variables: Held,
    original: Callable[..., Awaitable[object]],
    name: str,
    *args: object,
    **kwargs: object,
) -> object:
    return variables[name] if name in variables else await original(name, *args, **kwargs)


def install() -> None:
    """Make up what is not found, in this process, which runs one job and ends."""
    from prefect.blocks.system import Secret

    def loaded(kind: type[Secret], name: str, *args: object, **kwargs: object) -> Secret:
        return kind(value=variable(name))

    Secret.load = classmethod(or_made_up(Secret.load.__func__, loaded, ValueError))
