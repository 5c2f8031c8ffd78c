"""Nodes and the dependencies between what stands at the two sides of `>>`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import TYPE_CHECKING, TypeAlias

from polydag.frontends.airflow.codes import EdgeUnknown
from polydag.frontends.airflow.drafts import PipelineDraft
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import NONE, Datum, Handle, Known, ListData, TupleData
from polydag.syntax.describe import literal

if TYPE_CHECKING:
    from polydag.frontends.airflow.reading import Reading

Method: TypeAlias = Callable[[CallSite], Datum]
Node: TypeAlias = tuple[PipelineDraft, str]


class MethodHandle(Handle):
    """A method of a handle, or a function of Airflow that waits for its call."""

    def __init__(self, method: Method) -> None:
        self.method = method

    def call(self, site: CallSite) -> Datum:
        return self.method(site)


class NodeHandle(Handle):
    """What can stand at either side of `>>`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @property
    def node(self) -> Node:
        """The pipeline that it is in, and its id there."""
        raise NotImplementedError

    @property
    def nodes(self) -> Iterator[Node]:
        """All that it stands for."""
        yield self.node

    def truth(self) -> bool | None:
        return True

    def binary(self, operator: str, other: Datum, reflected: bool, site: Site) -> Datum | None:
        if operator not in (">>", "<<"):
            return None
        forwards = (operator == ">>") != reflected
        if isinstance(other, LabelHandle):
            return LabelHandle(self.reading, other.label, before=self)
        connect(self.reading, self if forwards else other, other if forwards else self, site)
        return self if reflected else other

    def attribute(self, name: str, site: Site) -> Datum:
        if name in ("set_downstream", "set_upstream"):
            return MethodHandle(lambda call: self._set(name == "set_downstream", call))
        return site.unknown()

    def _set(self, forwards: bool, site: CallSite) -> Datum:
        label = site.arguments.peek("edge_modifier", 1)
        text = label.label if isinstance(label, LabelHandle) else None
        for other in site.arguments.data()[:1]:
            connect(
                self.reading, self if forwards else other, other if forwards else self, site, text
            )
        return NONE


class LabelHandle(NodeHandle):
    """`Label("…")` between two sides of a dependency."""

    def __init__(self, reading: Reading, label: str | None, before: Datum | None = None) -> None:
        super().__init__(reading)
        self.label = label
        self.before = before

    def binary(self, operator: str, other: Datum, reflected: bool, site: Site) -> Datum | None:
        if operator not in (">>", "<<"):
            return None
        if self.before is None:
            return LabelHandle(self.reading, self.label, before=other)
        forwards = operator == ">>"
        first, second = (self.before, other) if forwards else (other, self.before)
        connect(self.reading, first, second, site, self.label)
        return other


def connect(
    reading: Reading, upstream: Datum, downstream: Datum, site: Site, label: str | None = None
) -> None:
    """Every node on the left before every node on the right."""
    seconds = list(ends(reading, downstream, site))
    for pipeline, first in ends(reading, upstream, site):
        for other, second in seconds:
            if pipeline is other:
                pipeline.connect(first, second, label)


def ends(reading: Reading, datum: Datum, site: Site) -> Iterator[Node]:
    """The tasks and groups that a side names; what is no node is told."""
    if isinstance(datum, NodeHandle) and not isinstance(datum, LabelHandle):
        yield from datum.nodes
    elif isinstance(datum, ListData | TupleData):
        for item in datum.items:
            yield from ends(reading, item, site)
    elif not (isinstance(datum, Known) and datum.value is None):
        text = literal(datum)
        expression = " ".join((text.text if text else type(datum).__name__).split())
        reading.collector.tell(EdgeUnknown(expression=expression, span=site.span))


def chain(reading: Reading, items: list[Datum], site: Site) -> None:
    """`chain(a, [b, c], Label("x"), [d, e])`: pairs, lists of one length element by element; a label stands between two."""
    previous: Datum | None = None
    labels: list[str | None] = []
    for item in items:
        named = _labels(item)
        if named:
            labels = named
            continue
        if previous is not None:
            _chain_two(reading, previous, item, site, labels or [None])
        previous, labels = item, []


def _labels(datum: Datum) -> list[str | None]:
    """The labels that an item of a chain is made of; none where it is of nodes."""
    items = datum.items if isinstance(datum, ListData | TupleData) else [datum]
    found = [item.label for item in items if isinstance(item, LabelHandle)]
    return found if len(found) == len(items) else []


def _chain_two(
    reading: Reading, first: Datum, second: Datum, site: Site, labels: list[str | None]
) -> None:
    """Two neighbours in a chain: the labels between them are those of what follows, one by one."""
    ones = first.items if isinstance(first, ListData | TupleData) else None
    others = second.items if isinstance(second, ListData | TupleData) else [second]
    if ones is None and len(labels) < len(others):
        connect(reading, first, second, site, labels[0])
        return
    if ones is None or not isinstance(second, ListData | TupleData):
        ones = [first] * len(others)
    for one, other, label in zip(ones, others, cycle(labels), strict=False):
        connect(reading, one, other, site, label)
