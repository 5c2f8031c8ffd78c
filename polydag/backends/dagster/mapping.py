"""Mapped tasks: the op that gives one output per item, which Dagster maps over."""

from __future__ import annotations

import re
from dataclasses import dataclass

from polydag.backends.dagster.codes import FanOut as FanOutTold
from polydag.backends.dagster.codes import OrderOfInstances
from polydag.backends.dagster.context import Block
from polydag.backends.dagster.facts import literal
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.workpiece import Element, Input, Links, Source, Workpiece
from polydag.ir.tasks import Mapping

SOME = "some"
WHOLE = "whole"


@dataclass(frozen=True)
class FanOut:
    """The op before a mapped task: `parameter` is the mapped op's, `second` an output that tells an empty collection."""

    key: str
    symbol: str
    parameter: str
    plural: str
    inputs: dict[str, Input]
    links: Links
    second: str
    block: Block

    @property
    def sources(self) -> tuple[Source, ...]:
        return tuple(source for given in self.inputs.values() for source in given.sources)


def items_of(mapping: Mapping) -> dict[str, str]:
    """How the mapped parameters are taken from one item."""
    names = list(mapping.over)
    if mapping.mode == "kwargs":
        return {"**": "item"}
    if len(names) == 1:
        return (
            {names[0]: dagster_name(names[0])}
            if dagster_name(names[0]) == names[0]
            else {names[0]: "item"}
        )
    return {name: f"item[{position}]" for position, name in enumerate(names)}


def element_of(fan: FanOut, mapping: Mapping) -> Element:
    """What the instances of a mapped group take from the op that gives the items."""
    return Element(Source(fan.key, "item"), fan.parameter, items_of(mapping))


def fan_out(piece: Workpiece, mapping: Mapping, owner: str) -> FanOut:
    """The op that gives one output per item of a collection known at run time, for a task or a group."""
    feeder = Workpiece(piece.task, piece.design, piece.sheet)
    single = len(mapping.over) == 1 and mapping.mode != "kwargs"
    parameter = next(iter(items_of(mapping).values())) if single else "item"
    collection = _collection(mapping, feeder)
    key = f"each_{parameter}" if single else f"each_{owner}"
    symbol = piece.sheet.names.take(key, f"each_{owner}_{parameter}")
    may_be_empty = not all(literal(value) for value in mapping.over.values())
    second = (WHOLE if piece.tracked else SOME) if may_be_empty or piece.tracked else ""
    piece.sheet.tell(FanOutTold(producer=symbol, tasks=_instantiated(piece), **piece.place))
    if mapping.limit == 1 and mapping.stop_on_failure:
        piece.sheet.tell(OrderOfInstances(**piece.place))
    block = _block(feeder, symbol, collection, parameter, second)
    return FanOut(
        symbol, symbol, parameter, f"{parameter}_items", feeder.inputs, Links(), second, block
    )


def _instantiated(piece: Workpiece) -> str:
    """The task, or all of its mapped group, in backticks."""
    graph = piece.design.facts.graph
    beside = [id for id, task in graph.tasks.items() if graph.mapped.together(piece.task, task)]
    return ", ".join(f"`{id}`" for id in beside or [piece.id])


def _collection(mapping: Mapping, feeder: Workpiece) -> str:
    """What is iterated: the collection itself, or the pairs of several."""
    single = len(mapping.over) == 1
    parts = [
        feeder.expression_as("items" if single else f"{name}_items", value)
        for name, value in mapping.over.items()
    ]
    if len(parts) == 1:
        return parts[0]
    if mapping.mode == "zip":
        return f"zip({', '.join(parts)}, strict=True)"
    return f"{feeder.sheet.needs('itertools', 'product')}({', '.join(parts)})"


def _block(feeder: Workpiece, symbol: str, collection: str, item: str, second: str) -> Block:
    sheet = feeder.sheet
    dynamic, out, output = (
        sheet.dagster("DynamicOutput"),
        sheet.dagster("DynamicOut"),
        sheet.dagster("Output"),
    )
    more = ["context"] if "context" in feeder.needs else []
    settings = []
    if "config" in feeder.needs:
        settings.append(f"config: {feeder.config_class}")
    if "params" in feeder.needs:
        settings.append(f"{feeder.design.params_key}: {feeder.design.params_class}")
    parameters = [*more, *feeder.inputs, *settings]
    rows = []
    if not second:
        decorator = f'@{sheet.dagster("op")}(out={{"item": {out}()}})'
    elif second == SOME:
        nothing = f"{sheet.dagster('Out')}({sheet.dagster('Nothing')}, is_required=False)"
        decorator = f'@{sheet.dagster("op")}(out={{"item": {out}(), "{SOME}": {nothing}}})'
        if collection not in feeder.inputs:
            rows.append(f"items = list({collection})")
            collection = "items"
        rows += [f"if {collection}:", f'    yield {output}(None, "{SOME}")']
    else:
        return _tracked_block(feeder, symbol, collection, parameters)
    rows += [
        f"for index, {item} in enumerate({collection}):",
        f'    yield {dynamic}({item}, output_name="item", mapping_key=str(index))',
    ]
    doc = f'"""One output per {item.rstrip("_")}, as Dagster maps over the outputs of an op."""'
    text = "".join(f"    {row}\n" for row in (doc, *rows)).rstrip("\n")
    return Block((), (decorator,), f"def {symbol}({', '.join(parameters)}):\n{text}")


def _tracked_block(feeder: Workpiece, symbol: str, collection: str, parameters: list[str]) -> Block:
    """In a job whose ops report outcomes: the items are outcomes too, and the whole tells why there are none."""
    sheet = feeder.sheet
    dynamic, out, output = (
        sheet.dagster("DynamicOutput"),
        sheet.dagster("DynamicOut"),
        sheet.dagster("Output"),
    )
    sheet.inline("tracked")
    states = [
        f"*(o.state for o in {n})" if given.many else f"{n}.state"
        for n, given in feeder.inputs.items()
    ]
    rows = [
        f'"""One output per item, as Dagster maps over the outputs of an op; `{WHOLE}` tells how they ended."""'
    ]
    # The author's own names mean what they mean in the expression.
    taken = {*feeder.inputs, *re.findall(r"\w+", collection)}
    above, found = (name if name not in taken else f"{name}_" for name in ("states", "found"))
    rows.append(f"{above} = {{{', '.join(states) or repr('success')}}}")
    rows += [f"{found} = []", f'if {above} <= {{"success"}}:']
    for name, given in feeder.inputs.items():
        rows.append(
            f"    {name} = " + (f"[o.value for o in {name}]" if given.many else f"{name}.value")
        )
    rows += [
        f"    {found} = list({collection})",
        f"for index, item in enumerate({found}):",
        f'    yield {dynamic}(Outcome("success", item), output_name="item", mapping_key=str(index))',
        f'failed = {above} & {{"failed", "upstream_failed"}}',
        f'ended = "upstream_failed" if failed else "success" if {found} else "skipped"',
        f'yield {output}(Outcome(ended), "{WHOLE}")',
    ]
    decorator = (
        f'@{sheet.dagster("op")}(out={{"item": {out}(), "{WHOLE}": {sheet.dagster("Out")}()}})'
    )
    text = "".join(f"    {row}\n" for row in rows).rstrip("\n")
    return Block((), (decorator,), f"def {symbol}({', '.join(parameters)}):\n{text}")
