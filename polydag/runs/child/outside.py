"""What a task asks an outside system for, recorded under the names that its code gives it, and asked of nobody.

The emitted code runs with every library that is neither Python's nor the engine's replaced by a recorder. What it hands over is
known by the names of the function's variables and of the keywords of its calls; a runner asks for those that the source has.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from types import FrameType, FunctionType, ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

Given = dict[str, object]
# The standard library's own ways out, and its way to wait.
LEAVING = frozenset({"smtplib", "socket", "subprocess", "time", "urllib"})
# Code that asks again and again until something has happened ends after so many calls.
PATIENCE = 200


class Asked(BaseException):
    """Everything is known, or the code goes on asking: no handler of the emitted code stops this."""


def of_call(
    original: Callable[..., object], arguments: Given, names: Collection[str], engine: str
) -> Given:
    """What the function would have handed over, given these arguments, of what is asked for by name."""
    author = cast("FunctionType", original)
    record = Record(author, frozenset(names))
    recorded = FunctionType(
        author.__code__,
        _replaced(author.__globals__, record, engine),
        author.__name__,
        author.__defaults__,
        author.__closure__,
    )
    recorded.__kwdefaults__ = author.__kwdefaults__
    try:
        result = recorded(**arguments)
        if isinstance(result, Iterator):
            list(result)
    except Asked:
        pass
    except Exception:  # a recorder's values are none that code can go on with
        if not record.calls:
            raise
    return record.found


class Record:
    """What was handed over so far."""

    def __init__(self, function: FunctionType, names: frozenset[str]) -> None:
        self.code = function.__code__
        self.names = names
        self.found: Given = {}
        self.calls = 0

    def called(self, keywords: Mapping[str, object]) -> None:
        """A library is called: by whom, with which names around it, and with which keywords."""
        self.calls += 1
        frame: FrameType | None = sys._getframe(2)
        while frame is not None and frame.f_code is not self.code:
            frame = frame.f_back
        around = {} if frame is None else frame.f_locals
        for known in (keywords, around):
            self.found |= {name: known[name] for name in self.names if name in known}
        if self.names <= self.found.keys() or self.calls > PATIENCE:
            raise Asked


class Recorder:
    """A library, or what it gave: it has everything, and answers with more of the kind."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Recorder:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Recorder(self._record)

    def __call__(self, *_: object, **keywords: object) -> Recorder:
        self._record.called(keywords)
        return Recorder(self._record)

    def __getitem__(self, _: object) -> Recorder:
        return Recorder(self._record)

    def __setitem__(self, key: object, value: object) -> None:
        self._record.called({str(key): value})

    def __iter__(self) -> Iterator[Recorder]:
        return iter(())

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""

    def __str__(self) -> str:
        return "recorded"

    def __float__(self) -> float:
        return 0.0


class Environment(dict[str, str]):
    """The environment, in which everything is set."""

    def __missing__(self, key: str) -> str:
        return f"{key} of the environment"


def _replaced(names: Mapping[str, object], record: Record, engine: str) -> dict[str, object]:
    """The globals of the emitted module, with recorders in place of other libraries."""
    found = dict(names)
    for name, value in names.items():
        if value is os:
            found[name] = SimpleNamespace(environ=Environment(os.environ), path=os.path)
        elif _is_library(value, str(names.get("__name__")), engine):
            found[name] = Recorder(record)
    return found


def _is_library(value: object, own: str, engine: str) -> bool:
    """Whether it comes from elsewhere than this module, Python and the engine itself."""
    home = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    if not isinstance(home, str) or home == own:
        return False
    root = home.partition(".")[0]
    return root != engine and (root not in sys.stdlib_module_names or root in LEAVING)
