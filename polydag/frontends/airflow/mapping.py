"""Dynamic mapping: `expand`, `expand_kwargs` and `partial`."""

from __future__ import annotations

from polydag.frontends.airflow.codes import MappedOverNothing
from polydag.frontends.airflow.edges import MethodHandle
from polydag.frontends.airflow.operators import make_operator
from polydag.frontends.airflow.reading import Reading
from polydag.frontends.airflow.values import value_of
from polydag.ir.tasks import Mapping
from polydag.ir.values import Items
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import Datum, Handle


def mapping_of(reading: Reading, site: CallSite, owner: str) -> Mapping | None:
    """`expand(x=…, y=…)`: the product of the collections; None, and told, where there is none."""
    reading.tell_spreads(site, owner)
    over = {
        name: value_of(reading, argument.datum, owner, site)
        for name, argument in site.arguments.keywords.items()
    }
    if not over:
        reading.tell(MappedOverNothing(owner=owner.rpartition(".")[2], span=site.span))
        return None
    return Mapping(mode="product", over=over)


def operator_mapping(reading: Reading, site: CallSite, owner: str) -> Mapping | None:
    """`expand` of an operator: `op_kwargs` alone are the arguments of each instance."""
    mapping = mapping_of(reading, site, owner)
    if mapping is not None and list(mapping.over) == ["op_kwargs"]:
        return Mapping(mode="kwargs", over={"**": mapping.over["op_kwargs"]})
    return mapping


def kwargs_mapping(reading: Reading, site: CallSite, owner: str) -> Mapping:
    """`expand_kwargs(…)`: one instance for each dict."""
    given = site.arguments.data()
    value = value_of(reading, given[0], owner, site) if given else Items()
    return Mapping(mode="kwargs", over={"**": value})


class OperatorPartial(Handle):
    """`Operator.partial(...)`, which waits for `expand`."""

    def __init__(self, reading: Reading, qualified: str, site: CallSite) -> None:
        self.reading = reading
        self.qualified = qualified
        self.site = site

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "expand":
            return MethodHandle(self._expand)
        if name == "expand_kwargs":
            return MethodHandle(self._expand_kwargs)
        return site.unknown()

    def _expand(self, site: CallSite) -> Datum:
        return self._make(site, operator_mapping(self.reading, site, self.qualified))

    def _expand_kwargs(self, site: CallSite) -> Datum:
        return self._make(site, kwargs_mapping(self.reading, site, self.qualified))

    def _make(self, site: CallSite, mapping: Mapping | None) -> Datum:
        inner = CallSite(
            site.evaluator, site.node, site.scope, site.loops, site.statement, site.target
        )
        inner.qualified = self.qualified
        inner.arguments = self.site.arguments
        return make_operator(self.reading, inner, self.qualified, mapping) or site.unknown()


def partial_of(reading: Reading, qualified: str) -> MethodHandle:
    """`Operator.partial`."""
    return MethodHandle(lambda site: OperatorPartial(reading, qualified, site))
