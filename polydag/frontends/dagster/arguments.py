"""Arguments of Dagster's definitions that no rule takes: kept for Dagster, or told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from polydag.diagnostics import Collector, Span
from polydag.frontends.dagster.codes import ArgumentNotRead, ExecutorDropped
from polydag.frontends.dagster.handles import Made
from polydag.frontends.dagster.names import EXECUTION_ARGUMENTS, OWN_ARGUMENTS
from polydag.frontends.dagster.partitions import window_of
from polydag.ir.values import Value
from polydag.syntax.calls import Arguments
from polydag.syntax.convert import to_value
from polydag.syntax.data import Datum, Known


def leftovers(
    arguments: Arguments,
    owner: str,
    collector: Collector,
    span: Span | None = None,
    kept: Mapping[str, Value] = MappingProxyType({}),
) -> dict[str, dict[str, Value]]:
    """`extras` of what only Dagster has, with what is `kept` already; everything else that nobody took is told."""
    extras: dict[str, Value] = dict(kept)
    for name in OWN_ARGUMENTS:
        argument = arguments.take_argument(name)
        if (
            argument is not None
            and not _is_none(argument.datum)
            and window_of(argument.datum) is None
        ):
            extras[name] = value_of(argument.datum)
    for name in EXECUTION_ARGUMENTS:
        if arguments.take(name) is not None:
            collector.tell(ExecutorDropped(argument=name, owner=owner, span=span))
    for key, argument in arguments.rest().items():
        if not _is_none(argument.datum):
            collector.tell(ArgumentNotRead(argument=str(key), owner=owner, span=span))
    for _ in arguments.spreads:
        collector.tell(ArgumentNotRead(argument="**", owner=owner, span=span))
    return {"dagster": extras} if extras else {}


def value_of(datum: Datum) -> Value:
    """A value; an object of Dagster as the expression that made it."""
    return to_value(datum, _made)


def _made(datum: Datum) -> Value | None:
    return to_value(datum.site.unknown()) if isinstance(datum, Made) else None


def _is_none(datum: Datum) -> bool:
    return isinstance(datum, Known) and datum.value is None
