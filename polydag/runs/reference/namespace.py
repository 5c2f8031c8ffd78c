"""The module's names in the worker process, each defined when something first needs it; standard library only."""

from __future__ import annotations
import __future__

import sys
import types
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from polydag.runs.reference.elsewhere import sent

Part = Mapping[str, object]
MODULE = "polydag_module"
FLAGS = __future__.annotations.compiler_flag


class Namespace:
    """Prelude and functions of one module, executed on demand in one dictionary of globals.

    `file` is the name under which code is compiled: what it imports is made up only below the user's root.
    """

    def __init__(self, prelude: list[Part], functions: Mapping[str, Part], file: str) -> None:
        # Dataclasses and pickles look their module up.
        module = sys.modules[MODULE] = types.ModuleType(MODULE)
        self.names: dict[str, object] = vars(module)
        self.names["__file__"] = file
        self._functions = functions
        self._file = file
        self._prelude = prelude
        self._homes = {
            name: position
            for position, part in enumerate(prelude)
            for name in cast("list[str]", part["defines"])
        }
        self._done: set[int | str] = set()

    def everything(self) -> None:
        """Execute the whole prelude in the source's order, as an import of the file would."""
        for name in self._functions:
            self.need([name])
        for position in range(len(self._prelude)):
            self._segment(position)

    def need(self, names: Iterable[str]) -> None:
        """Define these names and what they read; names that the module does not know are left alone."""
        for name in names:
            if name in self._functions:
                self._function(name)
            elif name in self._homes:
                self._segment(self._homes[name])

    def function(self, name: str) -> object:
        """A function of the module, defined."""
        self.need([name])
        return self.names[str(self._functions[name]["name"])]

    def evaluate(self, text: str, names: Iterable[str], reads: Mapping[str, object]) -> object:
        """The value of an expression; `reads` are its own names."""
        self.need(names)
        code = compile(f"(\n{text}\n)", self._file, "eval", FLAGS, dont_inherit=True)
        return eval(code, {**self.names, **reads})

    def _segment(self, position: int) -> None:
        if position in self._done:
            return
        self._done.add(position)
        part = self._prelude[position]
        self.need(cast("list[str]", part["reads"]))
        self._execute(str(part["text"]))

    def _function(self, name: str) -> None:
        if name in self._done:
            return
        self._done.add(name)
        part = self._functions[name]
        self.need(cast("list[str]", part["names"]))
        for captured, text in cast("dict[str, str]", part["captured"]).items():
            self.names[captured] = self.evaluate(text, (), {})
        self._execute(str(part["text"]))
        if part["elsewhere"] is not None:
            place, own = cast("Part", part["elsewhere"]), str(part["name"])
            function = cast("Callable[..., object]", self.names[own])
            self.names[own] = sent(function, str(part["text"]), place, self.names)

    def _execute(self, text: str) -> None:
        exec(compile(text, self._file, "exec", FLAGS, dont_inherit=True), self.names)
