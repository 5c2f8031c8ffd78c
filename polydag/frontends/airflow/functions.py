"""The functions that tasks and callbacks of a file run: lifted once each, under one name."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from polydag.diagnostics import Diagnostic
from polydag.frontends.airflow.names import is_airflow
from polydag.ir.elsewhere import Elsewhere
from polydag.ir.functions import Capture, Function, Use
from polydag.ir.values import Code, walk
from polydag.syntax.bindings import first_free
from polydag.syntax.data import FunctionData
from polydag.syntax.describe import literal
from polydag.syntax.functions import lift
from polydag.syntax.module import SourceModule
from polydag.syntax.scope import Scope
from polydag.syntax.splice import definition, prepend, signature
from polydag.syntax.unbinding import Unbound


@dataclass(frozen=True)
class Placed:
    """Where another Python runs a function, and what is told where its body needs the task's own."""

    elsewhere: Elsewhere
    unless: Diagnostic

    def moved(self, function: Function) -> Function:
        """The function in its place; the settings are said by names of the module."""
        said = [part for value in self.elsewhere.settings.values() for part in walk(value)]
        names = [name for part in said if isinstance(part, Code) for name in part.names]
        return function.model_copy(
            update={
                "elsewhere": self.elsewhere,
                "names": tuple(dict.fromkeys((*function.names, *names))),
            }
        )


@dataclass(eq=False)
class Entry:
    """A function as lifted, with what the reader adds to it; `made` is its text under the name that was wanted, of a method's.

    `unless` is told where its body turns out to need the Python of its task.
    """

    function: Function
    data: FunctionData | None = None
    is_hook: bool = False
    made: str = ""
    unless: list[Diagnostic] = field(default_factory=list)


@dataclass(eq=False)
class FunctionBook:
    """Functions by name, in the order in which they were met; `written` are those that the reader wrote, by their text.

    `helpers` stand beside the author's functions inside another one, and are called by them.
    """

    module: SourceModule
    entries: dict[str, Entry] = field(default_factory=dict)
    helpers: dict[str, Function] = field(default_factory=dict)
    foreign: dict[SourceModule, set[str]] = field(default_factory=dict)
    written: dict[str, FunctionData] = field(default_factory=dict)
    _made: dict[str, tuple[str, str, tuple[Use, ...]]] = field(default_factory=dict)
    _names: dict[tuple[ast.AST, tuple[str, ...], str], str] = field(default_factory=dict)

    def add(
        self,
        data: FunctionData,
        wanted: str | None = None,
        hook: bool = False,
        placed: Placed | None = None,
    ) -> str:
        """The name of a function of the author; a lambda gets the wanted one. A hook's one argument is the context.

        Each place that it runs in has a function of its own.
        """
        function = self._lifted(data, wanted)
        if placed is not None:
            function = placed.moved(function)
        place = "" if function.elsewhere is None else function.elsewhere.model_dump_json()
        key = (data.node, tuple(c.text or "" for c in function.captured), place)
        if key not in self._names:
            name = first_free(function.name, self.entries)
            if name != function.name:
                text = signature(function.text, name=name)
                function = function.model_copy(update={"name": name, "text": text})
            self._names[key] = name
            self.entries[name] = Entry(function, data, hook)
            if data.module is not self.module:
                self.foreign.setdefault(data.module, set()).update(function.names)
        if placed is not None:
            self.entries[self._names[key]].unless.append(placed.unless)
        return self._names[key]

    def make(self, function: Function, hook: bool = False) -> str:
        """The name of a function that the reader wrote itself; the same one is written once.

        What a hook asks of the context is found in its text, as in the author's own.
        """
        wanted = (function.name, function.text, function.uses)
        for name, known in self._made.items():
            if known == wanted:
                return name
        name = first_free(function.name, self.entries)
        text = function.text.replace(f"def {function.name}(", f"def {name}(", 1)
        uses = tuple(_moved(use, len(name) - len(function.name)) for use in function.uses)
        renamed = function.model_copy(update={"name": name, "text": text, "uses": uses})
        scope = Scope("module", self.module)
        data = FunctionData(definition(text), self.module, scope) if hook else None
        self.entries[name] = Entry(renamed, data, hook)
        self._made[name] = wanted
        return name

    def adopt(self, unbound: Unbound, data: FunctionData) -> str:
        """The name of a function that was made of a method."""
        text = unbound.function.text
        for name, entry in self.entries.items():
            # How a skip is asked for depends on the task that asks: each has a function of its own.
            is_same = entry.data is not None and entry.data.node is data.node
            if is_same and entry.made == text and "SkipException" not in text:
                return name
        name = first_free(unbound.function.name, {*self.entries, *self.module.blocks.defined})
        function = unbound.function.model_copy(
            update={"name": name, "text": signature(text, name=name)}
        )
        self.entries[name] = Entry(function, data, made=text)
        for module in unbound.modules:
            if module is not self.module:
                self.foreign.setdefault(module, set()).update(function.names)
        return name

    def _lifted(self, data: FunctionData, wanted: str | None) -> Function:
        name = wanted if isinstance(data.node, ast.Lambda) else None
        function = lift(data.node, data.module, name)
        helpers = [c.name for c in function.captured if self._helps(c.name, data)]
        captured = (_resolved(c, data) for c in function.captured if c.name not in helpers)
        return function.model_copy(
            update={"captured": tuple(captured), "names": (*function.names, *helpers)}
        )

    def _helps(self, name: str, data: FunctionData) -> bool:
        """Whether a captured name is a function that can stand in the module as well; it then does."""
        datum = data.scope.lookup(name)
        if not isinstance(datum, FunctionData) or isinstance(datum.node, ast.Lambda):
            return False
        if datum.decorators or datum.name != name or name in datum.module.blocks.defined:
            return False
        known = self.helpers.get(name)
        if known is not None:
            return known.span == datum.module.place(datum.node)
        # Known while those that it calls are looked at, as they may call it in turn.
        self.helpers[name] = lift(datum.node, datum.module)
        function = self._lifted(datum, None)
        constants = [f"{c.name} = {c.text}" for c in function.captured if c.how == "constant"]
        asks = any(is_airflow(datum.module.names.get(one, "")) for one in function.names)
        if asks or len(constants) < len(function.captured):
            del self.helpers[name]
            return False
        text = prepend(function.text, constants)
        self.helpers[name] = function.model_copy(update={"text": text, "captured": ()})
        return True


def _moved(use: Use, by: int) -> Use:
    """A use behind a name that has become longer by so much."""
    statement = use.statement and (use.statement[0] + by, use.statement[1] + by)
    place = {"start": use.start + by, "stop": use.stop + by, "statement": statement}
    return use.model_copy(update=place)


def _resolved(capture: Capture, data: FunctionData) -> Capture:
    """A captured name whose value is known where the function is made is a constant."""
    datum = data.scope.lookup(capture.name)
    text = None if datum is None else literal(datum)
    if capture.how == "constant" or text is None or text.reads or text.text == capture.name:
        return capture
    return Capture(name=capture.name, how="constant", text=text.text)
