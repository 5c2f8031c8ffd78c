"""A pipeline as a job of ops."""

from __future__ import annotations

from dataclasses import replace

from polydag.backends.contract import PipelinePlan
from polydag.backends.dagster.authored import tell_pulls
from polydag.backends.dagster.block import block, decorated, limits, lower_task, outs
from polydag.backends.dagster.context import Block, JobBlock
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.grouped_links import inside_group
from polydag.backends.dagster.handing import Handing, handed_on, handing_block, tell_handed
from polydag.backends.dagster.hooks import Hooks, hooks_of, notification
from polydag.backends.dagster.jobs import (
    job_arguments,
    parameters_resource,
    schedules,
    setting_classes,
)
from polydag.backends.dagster.links import links
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.mapping import FanOut, element_of, fan_out, items_of
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.open_loops import name_of, open_loops
from polydag.backends.dagster.policies import Policies
from polydag.backends.dagster.sensors import sensors_of
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.texts import docstring
from polydag.backends.dagster.tracking import (
    SETTLE,
    closing_call,
    tracked_decorator,
    tracked_links,
    unsettled,
)
from polydag.backends.dagster.wiring import Wiring
from polydag.backends.dagster.workpiece import Input, Links, Workpiece
from polydag.backends.dagster.written import Written
from polydag.ir.graph import Graph
from polydag.ir.tasks import Placement
from polydag.rendering.strings import string

ALWAYS = '''def always() -> None:
    """Lets an op run although everything before it was skipped."""'''


def write_ops(design: Design, sheet: Sheet) -> Written:
    """Ops, the job that joins them, its schedules."""
    lower = _Lowering(design, sheet)
    for id in design.facts.tasks:
        if id not in design.tiers.hooks:
            lower.task(id)
    hooks = hooks_of(design, sheet)
    blocks = lower.blocks(hooks)
    statements, edges, emulated = lower.wired(hooks)
    plan = PipelinePlan(
        id=design.pipeline.id,
        address=design.name,
        placements=lower.placements(),
        edges=frozenset(edges),
        emulated=frozenset(emulated),
        explanation=f"a job of ops: {design.choice.reason}",
    )
    schedule = schedules(design, sheet)
    sensors = sensors_of(design, sheet)
    job = _job(design, sheet, statements, hooks)
    return Written(
        blocks=(*setting_classes(design, sheet, lower.pieces), *blocks),
        plan=plan,
        job=job,
        closing=(*sensors.statements, *schedule.statements),
        sensors=(*sensors.symbols, *schedule.sensors),
        jobs=(design.symbol,),
        schedules=schedule.symbols,
        resources=lower.resources(),
    )


class _Lowering:
    """Lowers the tasks of one pipeline, one after the other, then joins them."""

    def __init__(self, design: Design, sheet: Sheet) -> None:
        self.design = design
        self.sheet = sheet
        self.pieces: dict[str, Workpiece] = {}
        self.made: dict[str, Made] = {}
        self.policies: dict[str, Policies] = {}
        self.fans: dict[str, FanOut] = {}
        self.groups: dict[tuple[str, ...], FanOut] = {}
        self.loops = open_loops(design, sheet)

    @property
    def every_fan(self) -> dict[str, FanOut]:
        """The op that each mapped task is mapped over, by itself or with its group."""
        around = self.design.facts.graph.mapped.around
        found = {id: around(piece.task) for id, piece in self.pieces.items()}
        members = {id: self.groups[group.path] for id, group in found.items() if group is not None}
        return {**self.fans, **members}

    def task(self, id: str) -> None:
        """Lower one task; a mapped one gets the op that it is mapped over."""
        task = self.design.facts.tasks[id]
        piece = Workpiece(task, self.design, self.sheet)
        group = self.design.facts.graph.mapped.around(task)
        if group is not None and group.mapping is not None:
            fan = self.groups.get(group.path) or fan_out(
                piece, group.mapping, dagster_name(group.path[-1])
            )
            self.groups[group.path] = fan
            piece.element = element_of(fan, group.mapping)
        elif task.mapping is not None:
            piece.items.update(items_of(task.mapping))
            self.fans[id] = fan_out(piece, task.mapping, piece.key)
        self.made[id], self.policies[id] = lower_task(piece)
        self.pieces[id] = piece

    def inputs(self, id: str) -> dict[str, Input]:
        return self.pieces[id].inputs

    def links(self) -> dict[str, Links]:
        """The control inputs of every op."""
        found = {}
        for id in self.made:
            if self.design.tracked(id):
                found[id] = tracked_links(
                    id, self.design, self.made, self.inputs(id), self.every_fan
                )
            else:
                found[id] = links(id, self.design, self.made, self.inputs(id), self.every_fan)
            loop = self.loops.get(id)
            if loop is not None and loop.follows and id in loop.firsts:
                found[id] = replace(found[id], named={"after": (), **found[id].named})
            element = self.pieces[id].element
            if element is not None:
                found[id] = inside_group(id, found[id], element, self.design, self.inputs(id))
        return found

    def blocks(self, hooks: Hooks) -> list[Block]:
        """The definitions, in the source's order."""
        found: list[Block] = [*hooks.blocks]
        inside: dict[str, list[Block]] = {}
        joined = self.links()
        handing = self.handing(joined)
        for id in self.design.facts.tasks:
            if id in self.design.tiers.hooks:
                found += notification(id, self.design, self.sheet)
                continue
            piece = self.pieces[id]
            tell_pulls(piece)
            found += [Block((), (), text) for text in piece.before]
            fan = self.every_fan.get(id)
            if fan is not None and fan.block not in found:
                found.append(fan.block)
            made = block(piece, self.made[id], self._decorators(id, joined[id]))
            loop = self.loops.get(id)
            if loop is None:
                found.append(made)
                continue
            inside.setdefault(loop.factory, []).append(made)
            if id == loop.ids[-1]:
                found.append(loop.block(inside[loop.factory]))
        found += handing
        if any(entry.anchor for entry in joined.values()):
            found += self._once("always", ALWAYS)
        if unsettled(self.design):
            found += self._once("fail_run", SETTLE)
        return found

    def handing(self, joined: dict[str, Links]) -> list[Block]:
        """The ops between mapped tasks, told of every task below them."""
        found: list[Block] = []
        for id, piece in self.pieces.items():
            above: set[tuple[Handing, str]] = {*handed_on(piece, self.inputs(id), joined[id])}
            blocks = [handing_block(kind, self.sheet) for kind, _ in sorted(above)]
            found += [block for block in blocks if block is not None]
            tell_handed(piece, above)
        return found

    def _once(self, name: str, text: str) -> list[Block]:
        """An op of polydag's own, which the jobs of a module share."""
        if f"op {name}" in self.sheet.printed:
            return []
        self.sheet.printed.add(f"op {name}")
        return [Block((), (f"@{self.sheet.dagster('op')}",), text)]

    def _decorators(self, id: str, joined: Links) -> list[str]:
        piece, made, policies = self.pieces[id], self.made[id], self.policies[id]
        below = [*limits(piece, made)] + ([policies.decorator] if policies.decorator else [])
        name = f"name={string(piece.key)}" if piece.symbol != piece.key else ""
        if id in self.loops:
            name = name_of(id, self.loops[id], self.design, self.sheet)
        if piece.tracked:
            outputs = [o.name for o in made.outputs]
            out = self.sheet.dagster("Out")
            several = ", ".join(f'"{o}": {out}()' for o in outputs)
            given = f"out={{{several}}}" if outputs != ["result"] else ""
            top = decorated(self.sheet.dagster("op"), [name, given, *policies.arguments])
            return [top, tracked_decorator(id, self.design, self.sheet, made, joined), *below]
        nothing = (
            f"{self.sheet.dagster('In')}({self.sheet.dagster('Nothing')})" if joined.named else ""
        )
        ins = ", ".join(f'"{link}": {nothing}' for link in joined.named)
        arguments = [
            name,
            f"ins={{{ins}}}" if ins else "",
            outs(made.outputs, piece),
            *policies.arguments,
        ]
        return [decorated(self.sheet.dagster("op"), arguments), *below]

    def wired(
        self, hooks: Hooks
    ) -> tuple[tuple[str, ...], set[tuple[str, str]], set[tuple[str, str]]]:
        """The body of the job, the dependencies that it states, and those that are kept in another way."""
        inputs = {id: piece.inputs for id, piece in self.pieces.items()}
        settled = frozenset(unsettled(self.design))
        wiring = Wiring(
            self.design,
            self.made,
            inputs,
            self.links(),
            self.fans,
            hooks.by_task,
            settled,
            groups=self.groups,
            loops=self.loops,
            handing=self.sheet.handing,
        )
        statements = (*wiring.statements(), *closing_call(self.design, wiring))
        graph = self.design.facts.graph
        wanted = {(up, id) for id in self.design.facts.tasks for up in graph.upstream[id]}
        source = Graph(
            next(p for p in self.sheet.module.pipelines if p.id == self.design.pipeline.id)
        )
        wanted |= {(up, id) for id in source.tasks for up in source.upstream[id]}
        native = {(up, id) for up, id in wiring.edges if up}
        return (*hooks.statements, *statements), native, wanted - native

    def placements(self) -> dict[str, Placement]:
        """Where each task is found."""
        found = {}
        for id, task in self.design.facts.tasks.items():
            if id in self.design.tiers.hooks:
                found[id] = Placement(how="hook", address=f"hook:{self.design.symbols[id]}")
                continue
            made = self.made[id]
            found[id] = Placement(
                how="glue" if task.role == "glue" else "task",
                address=self.design.keys[id],
                function=made.function,
                packing=made.packing,
                outputs=made.given,
                mapped=task.mapping is not None,
            )
        return found

    def resources(self) -> tuple[tuple[str, str], ...]:
        """What `Definitions` gives to the ops."""
        found = [(key, text) for text, key in self.sheet.dbt.items()]
        if self.design.shared_parameters and any("params" in p.needs for p in self.pieces.values()):
            found.append((self.design.params_key, parameters_resource(self.design, self.sheet)))
        return tuple(found)


def _job(design: Design, sheet: Sheet, statements: tuple[str, ...], hooks: Hooks) -> JobBlock:
    doc = design.pipeline.doc
    arguments, comments = job_arguments(design, sheet, hooks)
    text = docstring(doc, "    ") if isinstance(doc, str) and doc else ""
    return JobBlock(
        comments=comments,
        decorators=(decorated(sheet.dagster("job"), arguments),),
        symbol=design.symbol,
        doc=text,
        has_doc=bool(text),
        statements=statements,
    )
