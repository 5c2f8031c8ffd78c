"""Functions that another Python runs, in the worker process; standard library only."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Callable, Mapping
from typing import cast

from polydag.runs.reference.context import Skip

Body = Callable[..., object]


class _Texts:
    """Stands for `inspect`: what was executed from a text has no file."""

    def __init__(self, text: str) -> None:
        self.text = text

    def getsource(self, _: object) -> str:
        """The text of the function, below where decorators would stand."""
        return f"\n{self.text}"


def sent(function: Body, text: str, place: Mapping[str, object], names: dict[str, object]) -> Body:
    """The function as one that the other Python runs; an exit code that means skipped is a skip."""

    @functools.wraps(function)
    def called(*args: object, **kwargs: object) -> object:
        # Only who really calls it needs the libraries that send it there.
        space: dict[str, object] = {}
        exec(str(place["helpers"]), space)
        space["inspect"] = _Texts(text)
        decorate = cast("Callable[[Body], Body]", eval(str(place["decorator"]), {**names, **space}))
        try:
            return decorate(function)(*args, **kwargs)
        except subprocess.CalledProcessError as error:
            if error.returncode in cast("list[int]", place["skip_on"]):
                raise Skip(str(error)) from error
            raise

    return called
