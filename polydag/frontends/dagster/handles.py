"""What Dagster's calls and decorators make, as the evaluator passes it around."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from polydag.diagnostics import Span
from polydag.ir.check import span_of
from polydag.ir.model import Place
from polydag.syntax.calls import Arguments, CallSite, Site
from polydag.syntax.data import Datum, FunctionData, Handle, Known, ListData, TupleData

if TYPE_CHECKING:
    from polydag.frontends.dagster.graph import Builder

Key = tuple[str, ...]
Kind: TypeAlias = Literal[
    "asset",
    "multi_asset",
    "graph_asset",
    "dbt",
    "op",
    "graph",
    "job",
    "check",
    "hook",
    "schedule",
    "sensor",
    "resource",
]


@dataclass(eq=False)
class Made(Handle):
    """An object of one of Dagster's own classes (`RetryPolicy(...)`, `In(...)`): its name and what it was given."""

    name: str
    arguments: Arguments
    site: CallSite

    def attribute(self, name: str, site: Site) -> Datum:
        return Method(self, name)


@dataclass(eq=False)
class Method(Handle):
    """A method of a handle that has not been called yet."""

    receiver: Handle
    name: str

    def call(self, site: CallSite) -> Datum:
        made = getattr(self.receiver, "method", None)
        if made is not None:
            found: Datum | None = made(self.name, site)
            if found is not None:
                return found
        return Made(f"{type(self.receiver).__name__}.{self.name}", site.arguments, site)


@dataclass(eq=False)
class Definition(Handle):
    """What a decorator made of a function: an asset, op, graph, job, check, hook."""

    kind: Kind
    function: FunctionData
    arguments: Arguments
    decorator: str
    place: Place
    comment: str = ""
    name: str = ""
    hooks: tuple[Datum, ...] = ()
    retry: Datum | None = None
    tags: Datum | None = None
    is_wrapped: bool = False
    builder: Callable[[], Builder | None] = field(default=lambda: None)

    @property
    def span(self) -> Span | None:
        """Where it stands, as diagnostics say it."""
        return span_of(self.place)

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "name":
            return Known(self.name)
        return Method(self, name)

    def method(self, name: str, site: CallSite) -> Datum | None:
        """`op.alias("x")`, `graph.to_job(...)` and their like."""
        if name == "alias":
            alias = site.arguments.take("name", 0)
            return self._copy(name=str(alias.value)) if isinstance(alias, Known) else None
        if name == "with_hooks":
            given = site.arguments.take("hook_defs", 0)
            return self._copy(hooks=(*self.hooks, *([given] if given is not None else [])))
        if name == "with_retry_policy":
            return self._copy(retry=site.arguments.take("retry_policy", 0))
        if name == "tag":
            return self._copy(tags=site.arguments.take("tags", 0))
        if name == "to_job":
            given = site.arguments.peek("name", 0)
            own = str(given.value) if isinstance(given, Known) else self.name
            return Definition(
                "job", self.function, site.arguments, self.decorator, site.place, site.comment, own
            )
        return None

    def call(self, site: CallSite) -> Datum:
        """An op or graph that is called inside a graph."""
        builder = self.builder()
        if builder is None or self.kind not in ("op", "graph"):
            return site.unknown()
        return builder.invoke(self, site)

    def _copy(self, **changes: object) -> Definition:
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Definition(**(fields | changes))


@dataclass(eq=False)
class OutputHandle(Handle):
    """An output of a task in a graph. `dynamic`: it is many, one instance each; `whole`: all instances as a list."""

    task: str
    output: str
    dynamic: bool = False
    element: bool = False
    builder: Builder | None = None

    def attribute(self, name: str, site: Site) -> Datum:
        return Method(self, name)

    def method(self, name: str, site: CallSite) -> Datum | None:
        """`.map(function)` and `.collect()`."""
        if name == "collect":
            return OutputHandle(self.task, self.output, builder=self.builder)
        if name == "map" and self.builder is not None:
            function = site.arguments.take("fn", 0)
            return self.builder.mapped(self, function, site) if function is not None else None
        return None


@dataclass(eq=False)
class OutputsHandle(Handle):
    """The outputs of an op that has several, by name."""

    outputs: dict[str, OutputHandle]

    def attribute(self, name: str, site: Site) -> Datum:
        return self.outputs.get(name) or site.unknown()

    def subscript(self, key: Datum, site: Site) -> Datum:
        if isinstance(key, Known) and key.value in self.outputs:
            return self.outputs[str(key.value)]
        return site.unknown()

    def iterate(self, site: Site) -> list[Datum] | None:
        return list(self.outputs.values())


def given_list(datum: Datum | None) -> list[Datum]:
    """The elements of a list, tuple or single thing; nothing for None."""
    if datum is None or (isinstance(datum, Known) and datum.value is None):
        return []
    return list(datum.items) if isinstance(datum, ListData | TupleData) else [datum]
