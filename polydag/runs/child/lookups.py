"""Variables that exist on no machine but the user's: made up where nobody gave a default."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from polydag.runs.child.stubs import derive

Lookup = Callable[..., object]


def variable(key: str, as_json: bool = False) -> object:
    """Return what a variable holds in a run whose bodies are replaced."""
    return derive("variable", key, {}, None if as_json else "str")


def or_made_up(original: Lookup, made_up: Lookup, *errors: type[Exception]) -> Lookup:
    """Return a lookup that makes up what it does not find."""

    @wraps(original)
    def look_up(owner: object, key: str, *args: object, **kwargs: object) -> object:
        try:
            return original(owner, key, *args, **kwargs)
        except errors:
            return made_up(owner, key, *args, **kwargs)

    return look_up
