"""The ops between two mapped ones: Dagster lets no op be mapped over one op's outputs and collect another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from polydag.backends.dagster.context import Block
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.workpiece import Input, Links, Workpiece
from polydag.diagnostics import Diagnostic

Handing: TypeAlias = Literal["gather", "all_done"]

_GATHER = '''def {symbol}(items):
    """Hands the outputs of all instances of an op to one that is mapped over others."""
    return items'''
# A list of outputs without a value cannot be loaded.
_ALL_DONE = '''def {symbol}():
    """Lets an op that is mapped over others wait for all instances of an op."""'''


@dataclass(frozen=True, kw_only=True)
class HandedOn(Diagnostic):
    """Dagster refuses an op that is mapped over one op's outputs and collects those of another, so a plain op stands between.

    It collects the outputs of all instances and hands them on, or is waited for where no value passes. It succeeds when all
    instances have, so what waits for them starts when it would in the source. The extra op is not in the source.
    """

    code: ClassVar[str] = "DGW219"
    text: ClassVar[str] = (
        "the op `{op}`, which the source does not have, stands between the instances of `{instances}` and those of `{task}`"
    )
    op: str
    instances: str


def link_handing(id: str, design: Design) -> Handing:
    """What stands behind a link: outcomes are data, an order is none."""
    return "gather" if design.tracked(id) else "all_done"


def handed_on(
    piece: Workpiece, inputs: dict[str, Input], links: Links
) -> Iterator[tuple[Handing, str]]:
    """The mapped tasks that a mapped one is given or waits for as a whole, each with the op between."""
    if piece.task.mapping is None:
        return
    for given in inputs.values():
        yield from (("gather", s.task) for s in given.sources if piece.is_mapped(s.task))
    for sources in links.named.values():
        kind = link_handing(piece.id, piece.design)
        yield from ((kind, s.task) for s in sources if piece.is_mapped(s.task))


def tell_handed(piece: Workpiece, found: set[tuple[Handing, str]]) -> None:
    """Tell of the ops that stand above a task."""
    for kind, task in sorted(found):
        op = piece.sheet.handing[kind]
        piece.sheet.tell(HandedOn(op=op, instances=task, **piece.place))


def handing_block(kind: Handing, sheet: Sheet) -> Block | None:
    """The op, which all jobs of a module share, the first time that it is asked for."""
    if kind in sheet.handing:
        return None
    symbol = sheet.handing[kind] = sheet.names.take(kind)
    if kind == "gather":
        return Block((), (f"@{sheet.dagster('op')}",), _GATHER.format(symbol=symbol))
    nothing = f"{sheet.dagster('In')}({sheet.dagster('Nothing')})"
    decorator = f'@{sheet.dagster("op")}(ins={{"instances": {nothing}}})'
    return Block((), (decorator,), _ALL_DONE.format(symbol=symbol))
