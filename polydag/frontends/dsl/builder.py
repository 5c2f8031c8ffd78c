"""Calls the DSL for the evaluator: arguments as the DSL takes them, results as data, errors as diagnostics."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

from polydag.diagnostics import Collector, Span
from polydag.dsl.building import Building
from polydag.dsl.values import Expression
from polydag.frontends.dsl import native
from polydag.frontends.dsl.codes import Misused, UnknownArguments
from polydag.frontends.dsl.handles import Built
from polydag.ir.model import Symbolic
from polydag.ir.values import Code
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import NONE, Datum, Known, ListData, TupleData


class Builder:
    """The building site of one file; `names` are module-level names that expressions read."""

    def __init__(self, building: Building, collector: Collector) -> None:
        self.building = building
        self.collector = collector
        self.names: dict[str, None] = {}

    def called(self, thing: object, site: CallSite) -> Datum:
        """The result of `thing(...)`."""
        given = site.arguments
        if given.spreads:
            told = UnknownArguments(expression=_short(site.source), span=site.span)
            self.collector.tell(told)
            return site.unknown()
        args = tuple(self.native(a.datum) for a in given.positional)
        kwargs = {name: self.native(a.datum) for name, a in given.keywords.items()}
        given.taken.update(given.rest())
        if not callable(thing):
            return site.unknown()
        return self.done(thing, args, site, kwargs)

    def done(
        self,
        action: Callable[..., object],
        args: tuple[object, ...],
        site: Site,
        kwargs: dict[str, object] | None = None,
    ) -> Datum:
        """The result of an action of the DSL at a place; what it refuses is told."""
        building = self.building
        building.place, building.comment, building.file = site.place, site.comment, site.module.path
        told = self.attempt(action, args, kwargs, site.source, site.span)
        return site.unknown() if isinstance(told, Misused) else self.datum(told, site)

    def attempt(
        self,
        action: Callable[..., object],
        args: tuple[object, ...],
        kwargs: dict[str, object] | None,
        source: str,
        span: Span,
    ) -> object:
        """What an action gives; what it refuses is told, and given back."""
        try:
            if kwargs is not None:
                inspect.signature(action).bind(*args, **kwargs)
            return action(*args, **(kwargs or {}))
        except (TypeError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            told = Misused(expression=_short(source), reason=reason, span=span)
            self.collector.tell(told)
            return told

    def datum(self, result: object, site: Site) -> Datum:
        """A result as data."""
        if result is None:
            return NONE
        if isinstance(result, bool | int | float | str):
            return Known(result)
        if isinstance(result, list):
            return ListData([self.datum(item, site) for item in result])
        if isinstance(result, tuple):
            return TupleData([self.datum(item, site) for item in result])
        return Built(result, self)

    def native(self, datum: Datum) -> object:
        """A datum as the DSL takes it; the names that its expressions read are kept."""
        found = native.native(datum)
        for expression in _expressions(found):
            if isinstance(expression.code, Code):
                self.names.update(dict.fromkeys(expression.code.names))
            if isinstance(expression.scalar, Symbolic):
                self.names.update(dict.fromkeys(expression.scalar.names))
        return found


def _expressions(thing: object) -> Iterator[Expression]:
    if isinstance(thing, Expression):
        yield thing
    elif isinstance(thing, list | tuple | set):
        for item in thing:
            yield from _expressions(item)
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _expressions(value)


def _short(source: str) -> str:
    line = source.strip().partition("\n")[0]
    return line if len(line) <= 80 else f"{line[:77]}..."
