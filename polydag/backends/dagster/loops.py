"""Assets that a loop of the source built: a function that makes them for one value, called in a loop again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polydag.backends.dagster.context import Block
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.names import dagster_name
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.dagster.texts import docstring
from polydag.ir.operations import Call, Check
from polydag.ir.tasks import Family, Task
from polydag.ir.values import Constant, VariableOf

# What the instances of a member may differ in.
_OWN = ("id", "operation", "group", "origin", "name", "span", "symbol")


@dataclass(frozen=True)
class Loop:
    """A family as a loop: `factory` makes the assets for one value, `collected` is the list of all of them."""

    family: Family
    variable: str
    values: tuple[str | int, ...]
    factory: str
    collected: str

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(task.id for instance in self.family.instances for task in instance)

    @property
    def members(self) -> tuple[Task, ...]:
        return self.family.members

    def column(self, position: int) -> list[str]:
        """The instances of one member."""
        return [instance[position].id for instance in self.family.instances]


def loops_of(design: Design, sheet: Sheet) -> list[Loop]:
    """The families of a pipeline of assets that can be loops."""
    if design.prefix or not design.assets:
        return []
    families = [node for node in design.pipeline.nodes if isinstance(node, Family)]
    return [loop for family in families if (loop := _loop(family, design, sheet)) is not None]


def _loop(family: Family, design: Design, sheet: Sheet) -> Loop | None:
    values = _values(family)
    if len(values) < 2 or not sheet.names.free(family.variables[0]) or "after" in family.variables:
        return None
    loop = Loop(family, family.variables[0], values, "", "")
    if not all(_alike(loop, position, design) for position in range(len(family.members))):
        return None
    watched = [set(loop.ids) & tasks for tasks in design.tiers.hooks.values()]
    if _checked(loop, design) or any(some and some != set(loop.ids) for some in watched):
        return None
    if _before_first(loop, design) is None:
        return None
    factory = sheet.names.take(_factory(family, design), f"{dagster_name(family.id)}_assets_of")
    return Loop(family, loop.variable, values, factory, sheet.names.take(f"{factory}_assets"))


def _values(family: Family) -> tuple[str | int, ...]:
    """The values of the loop's variable, or nothing where they are not plain."""
    if len(family.variables) != 1 or not family.instances or not family.bindings:
        return ()
    found = [binding.get(family.variables[0]) for binding in family.bindings]
    plain = tuple(
        v.value
        for v in found
        if isinstance(v, Constant) and isinstance(v.value, str | int) and v.value is not None
    )
    return plain if len(plain) == len(found) == len(family.instances) else ()


def _alike(loop: Loop, position: int, design: Design) -> bool:
    """Whether the instances of a member differ in nothing but the value, and nothing special is asked of them."""
    member = loop.members[position]
    tasks = [instance[position] for instance in loop.family.instances]
    blank = {name: getattr(tasks[0], name) for name in _OWN}
    if any(task.model_copy(update=blank) != tasks[0] for task in tasks):
        return False
    first, operation = tasks[0], member.operation
    special = first.mapping, first.timeout, first.publishes, first.consumes, first.hooks
    if any(special) or any(
        task.id in design.inline or task.id in design.tiers.hooks for task in tasks
    ):
        return False
    function = design.facts.function(member)
    if not isinstance(operation, Call) or function is None or function.uses or function.captured:
        return False
    simple = all(
        isinstance(v, Constant) or (isinstance(v, VariableOf) and not v.path)
        for v in operation.arguments.values()
    )
    keys = [design.keys[task.id] for task in tasks]
    return (
        simple
        and not operation.pulls
        and patterned(keys, loop) is not None
        and _grouped(loop, position)
    )


def _grouped(loop: Loop, position: int) -> bool:
    groups = _groups(loop, position)
    return len(set(groups)) == 1 or patterned(groups, loop) is not None


def _groups(loop: Loop, position: int) -> list[str]:
    tasks = [instance[position] for instance in loop.family.instances]
    return [dagster_name(task.group[0]) if task.group else "" for task in tasks]


def patterned(names: Sequence[str], loop: Loop) -> str | None:
    """Names as an f-string of the loop's variable, if they are made of it."""
    variable, values = loop.variable, [str(value) for value in loop.values]
    ways = {variable: values}
    if all(isinstance(value, str) for value in loop.values):
        ways[f"{variable}.replace('-', '_')"] = [value.replace("-", "_") for value in values]
    for inner, spelled in ways.items():
        head, found, tail = names[0].partition(spelled[0])
        if found and list(names) == [f"{head}{value}{tail}" for value in spelled]:
            return f'f"{head}{{{inner}}}{tail}"'
    return None


def _before_first(loop: Loop, design: Design) -> list[str] | None:
    """What the loop waits for from outside; None where its instances wait in a way that a loop does not say."""
    outside: list[list[str]] = []
    for number, instance in enumerate(loop.family.instances):
        for position, task in enumerate(instance):
            inner = {other.id for other in instance[:position]}
            above = [u for u in design.facts.graph.upstream[task.id] if u not in inner]
            if loop.family.order == "chain" and number and position == 0:
                if above != [loop.family.instances[number - 1][-1].id]:
                    return None
            elif position == 0:
                outside.append(above)
            elif above:
                return None
    ids = set(loop.ids)
    same = all(above == outside[0] for above in outside) and not ids.intersection(outside[0])
    data = any(design.facts.graph.data[id] for id in loop.ids)
    instances = loop.family.instances
    shapes = [_inner(loop, instance, design) for instance in instances]
    alike = all(shape == shapes[0] for shape in shapes)
    return outside[0] if same and alike and not data else None


def _inner(loop: Loop, instance: tuple[Task, ...], design: Design) -> list[list[int]]:
    """For each member the positions of those of its instance that it waits for."""
    ids = [task.id for task in instance]
    return [[ids.index(u) for u in design.facts.graph.upstream[id] if u in ids] for id in ids]


def _checked(loop: Loop, design: Design) -> bool:
    """Whether a check names an asset of the loop."""
    checks = [t.operation for t in design.facts.tasks.values() if isinstance(t.operation, Check)]
    return any(check.asset in loop.ids for check in checks)


def _factory(family: Family, design: Design) -> str:
    """The name of the function that makes the assets: the inner pipeline's, else the loop's."""
    first = family.instances[0][0].group
    called = [g.subpipeline for g in design.pipeline.groups if g.path == first and g.subpipeline]
    return dagster_name(called[0] if called else family.id)


def named(waiting: Sequence[str], loops: Sequence[Loop], design: Design) -> list[str]:
    """Assets as the code names them: those of loops by their place in the list."""
    found: list[str] = []
    rest = list(waiting)
    for loop in loops:
        if set(loop.ids) <= set(rest):
            found.append(f"*{loop.collected}")
            rest = [id for id in rest if id not in loop.ids]
        count = len(loop.members)
        for position in range(count):
            column = loop.column(position)
            if set(column) <= set(rest):
                found.append(f"*{loop.collected}[{position}::{count}]")
                rest = [id for id in rest if id not in column]
    for id in rest:
        loop_of = next((loop for loop in loops if id in loop.ids), None)
        if loop_of is None:
            found.append(design.symbols[id])
        else:
            place = loop_of.ids.index(id)
            last = place == len(loop_of.ids) - 1
            found.append(f"{loop_of.collected}[{-1 if last else place}]")
    return found


@dataclass(frozen=True)
class Printer:
    """Prints one loop: the factory, and the loop that calls it; `settings` are each member's other arguments."""

    loop: Loop
    loops: Sequence[Loop]
    design: Design
    sheet: Sheet
    settings: Sequence[Sequence[str]]
    comments: tuple[str, ...]

    def blocks(self) -> list[Block]:
        """The factory and the loop."""
        return [Block(self.comments, (), self._factory()), Block((), (), self._calls())]

    @property
    def _chained(self) -> bool:
        return self.loop.family.order == "chain"

    @property
    def _several(self) -> bool:
        return self._chained or len(self.loop.members) > 1

    def _outside(self) -> list[str]:
        above = _before_first(self.loop, self.design) or []
        return named(above, self.loops, self.design)

    def _factory(self) -> str:
        kind = self.sheet.dagster("AssetsDefinition")
        given = [f"{self.loop.variable}: {type(self.loop.values[0]).__name__}"]
        given += [f"after: list[{kind}]"] if self._chained else []
        rows = [docstring(doc, "    ") for doc in self._docs()]
        names = self._names()
        for position in range(len(names)):
            rows += [*([""] if rows else []), *self._member(position, names)]
        several = f"[{', '.join(names)}]" if self._several else names[0]
        made = f"list[{kind}]" if self._several else kind
        rows += ["", f"return {several}"]
        body = "\n".join(f"    {row}" if row else "" for text in rows for row in text.split("\n"))
        return f"def {self.loop.factory}({', '.join(given)}) -> {made}:\n{body}"

    def _docs(self) -> list[str]:
        first = self.loop.family.instances[0][0].group
        return [g.doc for g in self.design.pipeline.groups if g.path == first and g.doc]

    def _names(self) -> list[str]:
        """The functions inside, which must not hide the author's."""
        tasks = [member.operation for member in self.loop.members]
        return [f"{t.function}_asset" for t in tasks if isinstance(t, Call)]

    def _member(self, position: int, names: Sequence[str]) -> list[str]:
        loop, sheet = self.loop, self.sheet
        keys = [self.design.keys[id] for id in loop.column(position)]
        groups = _groups(loop, position)
        group = patterned(groups, loop) if len(set(groups)) > 1 else sheet.value(groups[0])
        arguments = [
            f"name={patterned(keys, loop)}",
            self._deps(position, names),
            f"group_name={group}" if groups[0] else "",
            *self.settings[position],
        ]
        operation = loop.members[position].operation
        assert isinstance(operation, Call), "only calls are in loops"
        given = ", ".join(
            f"{name}={v.name if isinstance(v, VariableOf) else sheet.value(v)}"
            for name, v in operation.arguments.items()
            if isinstance(v, VariableOf | Constant)
        )
        function = self.design.facts.function(loop.members[position])
        doc = [f"    {docstring(function.doc, '    ')}"] if function and function.doc else []
        return [
            f"@{sheet.dagster('asset')}({', '.join(a for a in arguments if a)})",
            f"def {names[position]}():",
            *doc,
            f"    return {operation.function}({given})",
        ]

    def _deps(self, position: int, names: Sequence[str]) -> str:
        inner = [
            names[i]
            for i in _inner(self.loop, self.loop.family.instances[0], self.design)[position]
        ]
        if position == 0 and self._chained:
            return "deps=after"
        given = [*inner, *(self._outside() if position == 0 else [])]
        return f"deps=[{', '.join(given)}]" if given else ""

    def _calls(self) -> str:
        loop = self.loop
        over = f"[{', '.join(self.sheet.value(value) for value in loop.values)}]"
        if not self._several:
            call = f"{loop.factory}({loop.variable})"
            return f"{loop.collected} = [{call} for {loop.variable} in {over}]"
        kind = self.sheet.dagster("AssetsDefinition")
        before = f" or [{', '.join(self._outside())}]" if self._outside() else ""
        after = f", after={loop.collected}[-1:]{before}" if self._chained else ""
        return (
            f"{loop.collected}: list[{kind}] = []\n"
            f"for {loop.variable} in {over}:\n"
            f"    {loop.collected} += {loop.factory}({loop.variable}{after})"
        )
