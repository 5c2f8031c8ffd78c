"""What a task becomes: a function of the module, and the values that it is called with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from polydag.backends.bodies import LoweredFunction
from polydag.backends.contract import Options
from polydag.backends.prefect import dates
from polydag.backends.prefect.names import Names, identifier
from polydag.backends.prefect.values import Scope
from polydag.diagnostics import Diagnostic
from polydag.ir.functions import Function
from polydag.ir.graph import Graph
from polydag.ir.operations import Operation
from polydag.ir.pipeline import Prelude
from polydag.ir.tasks import Task
from polydag.ir.values import ContextOf, FamilyOutput, OutputOf, Value
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression


@dataclass(frozen=True)
class Standing:
    """A function of the author that stands by itself, for a task of polydag's own that calls it."""

    function: Function
    made: LoweredFunction


@dataclass(frozen=True, kw_only=True)
class Work:
    """A task's function: the author's by name, or `text` of polydag's own, and its arguments in the order of `parameters`.

    `standing` is what the text calls, `helpers` are those of the module. A task that `gives_up` knows
    failures that no retry mends.
    """

    name: str
    author: str | None = None
    text: str = ""
    arguments: Mapping[str, Value] = field(default_factory=dict)
    pulls: Mapping[str, Value] = field(default_factory=dict)
    imports: tuple[Import, ...] = ()
    comment: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    standing: Standing | None = None
    helpers: tuple[str, ...] = ()
    gives_up: bool = False


@dataclass(frozen=True, kw_only=True)
class Launched:
    """A pipeline of the module that a task starts: the name of its flow's function, and what it takes."""

    function: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a lowering rule knows beside its operation; `prelude` is the author's module-level code."""

    task: Task
    graph: Graph
    options: Options
    tell: Callable[[Diagnostic], None]
    read: bool
    launched: Mapping[str, Launched]
    annotations: Mapping[str, str | None]
    functions: Mapping[str, Function]
    prelude: tuple[Prelude, ...] = ()

    @property
    def base(self) -> str:
        """The task's id as a function's name."""
        return identifier(self.task.id)

    @property
    def bound(self) -> frozenset[str]:
        """The names that the author's module-level code binds."""
        return frozenset(name for part in self.prelude for name in part.defines)


Rule = Callable[[Operation, Site], Work]


class Signature:
    """The parameters of a function that polydag writes: one per value that is only known in a run.

    None has one of the `own` names, which the function gives to what it makes.
    """

    def __init__(self, site: Site, own: Iterable[str] = ()) -> None:
        self._site = site
        self._names = Names(own)
        self.given: dict[str, Value] = {}
        self._types: dict[str, str] = {}

    @property
    def scope(self) -> Scope:
        """Values inside of the function: each is a parameter."""
        return Scope(self._output, self._family, self._context, self._parameter)

    def text(self) -> str:
        """The parameters as source text."""
        return ", ".join(
            f"{name}: {kind}" if (kind := self._types.get(name)) else name for name in self.given
        )

    def _output(self, value: OutputOf) -> Expression:
        wanted = identifier(value.output if value.output != "result" else value.task)
        return Expression(self._add(wanted, value))

    def _family(self, value: FamilyOutput) -> Expression:
        return Expression(self._add(identifier(value.task), value))

    def _context(self, key: str) -> Expression:
        if key in dates.KEYS:
            name = dates.variable(key)
            self._types[name] = dates.annotation(key) or "str"
            return Expression(self._add(name, ContextOf(key=key)))
        found = dates.fact(key)
        return (
            found
            if found is not None
            else Expression(self._add(identifier(key), ContextOf(key=key)))
        )

    def _parameter(self, value: Value, name: str) -> Expression:
        kind = self._site.annotations.get(name)
        if kind:
            self._types[name] = kind
        return Expression(self._add(name, value))

    def _add(self, wanted: str, value: Value) -> str:
        for name, known in self.given.items():
            if known == value:
                return name
        name = self._names.free(wanted)
        self.given[name] = value
        if name != wanted and wanted in self._types:
            self._types[name] = self._types.pop(wanted)
        return name
