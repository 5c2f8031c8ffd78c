"""The calls in a job's body: which output feeds which input, in an order that Python can run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.handing import Handing, link_handing
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.mapping import FanOut
from polydag.backends.dagster.names import Scope, dagster_name
from polydag.backends.dagster.open_loops import OpenLoop
from polydag.backends.dagster.workpiece import Input, Links, Source
from polydag.ir.tasks import Group

# Inputs that take one output as it is.
_VAGUE = frozenset({"items", "data", "value", "result", "x"})
BARE = frozenset({"whole", "some", "always", "item"})


def _all_of(output: str) -> str:
    return "results" if output == "result" else f"{output}s"


@dataclass
class Wiring:
    """Writes the body of one job; `made` by task, `inputs` by task, `fans` the op that each mapped task is mapped over."""

    design: Design
    made: dict[str, Made]
    inputs: dict[str, dict[str, Input]]
    links: dict[str, Links]
    fans: dict[str, FanOut]
    hooked: dict[str, str] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()
    groups: dict[tuple[str, ...], FanOut] = field(default_factory=dict)
    loops: dict[str, OpenLoop] = field(default_factory=dict)
    handing: dict[str, str] = field(default_factory=dict)
    scope: Scope = field(init=False)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    edges: set[tuple[str, str]] = field(default_factory=set)
    elements: dict[str, str] = field(default_factory=dict)
    # The lists of what the iterations of a loop gave, by output, and what an iteration waits for of the one before.
    lists: dict[tuple[str, str], str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    # What ops between mapped ones give, and their calls that are still to be written.
    handed: dict[tuple[Handing, Source], str] = field(default_factory=dict)
    ahead: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        fans = (*self.fans.values(), *self.groups.values())
        self.elements = {fan.key: fan.parameter for fan in self.groups.values()}
        made = (*(fan.symbol for fan in fans), *self.handing.values())
        module = [*self.design.symbols.values(), *made]
        looped = [name for loop in self.loops.values() for name in loop.given.split(", ")]
        self.scope = Scope([*module, self.design.symbol, *looped])

    def statements(self) -> tuple[str, ...]:
        """One line a call, each op after those that feed it."""
        rows: list[str] = []
        anchored = any(links.anchor for links in self.links.values())
        if anchored:
            rows.append(f"{self._variable('', 'always', 'started')} = always()")
        for members in self.order():
            group = self._group(members[0])
            if members[0] in self.loops:
                rows += self._looped(self.loops[members[0]], members)
            elif group is None:
                rows += self._led(self._call(members[0]))
            else:
                rows += self._led(self._grouped(group, members))
        return tuple(rows)

    def _led(self, rows: list[str]) -> list[str]:
        """The rows after the calls that they need ahead."""
        ahead, self.ahead = self.ahead, []
        return [*ahead, *rows]

    def order(self) -> list[tuple[str, ...]]:
        """The source's order where each op comes after what it reads; pulls may ask for another. Mapped groups stay together."""
        units: dict[tuple[str, ...], list[str]] = {}
        for id in self.design.facts.graph.order:
            if id in self.made:
                group, loop = self._group(id), self.loops.get(id)
                alone = (id,) if loop is None else ("", "", loop.factory)
                units.setdefault(alone if group is None else ("", *group.path), []).append(id)
        needs = {u: {n for id in ids for n in self._needs(id)} - {*ids} for u, ids in units.items()}
        found, done = list[tuple[str, ...]](), set[str]()
        while units:
            ready = next((unit for unit in units if needs[unit] <= done), next(iter(units)))
            members = tuple(units.pop(ready))
            found.append(members)
            done |= {*members}
        return found

    def _group(self, id: str) -> Group | None:
        return self.design.facts.graph.mapped.around(self.design.facts.tasks[id])

    def _fan_of(self, id: str) -> FanOut | None:
        group = self._group(id)
        return self.fans.get(id) if group is None else self.groups[group.path]

    def _needs(self, id: str) -> set[str]:
        taken = {s.task for given in self.inputs[id].values() for s in given.sources}
        fan = self._fan_of(id)
        taken |= {s.task for s in fan.sources} if fan is not None else set()
        return (taken | self.links[id].upstream) & set(self.made)

    def _grouped(self, group: Group, members: tuple[str, ...]) -> list[str]:
        """A mapped group: a function of one element that calls its ops, and the mapping over all elements."""
        fan = self.groups[group.path]
        rows = self._fan(members[0], fan)
        sources = {source.task for source in fan.sources}
        upstream = self.design.facts.graph.upstream
        self.edges |= {(up, id) for id in members for up in upstream[id] if up in sources}
        items = self.variables[(fan.key, "item")]
        self.elements[fan.key] = self.scope.take(fan.parameter, f"one_{fan.parameter}")
        name = self.scope.take(dagster_name(group.path[-1]), f"map_{dagster_name(group.path[-1])}")
        body = [row for id in members for row in self._call(id)]
        given = [self.variables[source] for source in self._given_out(members)]
        body += [f"return {', '.join(given)}"] if given else []
        head = f"def {name}({self.elements[fan.key]}):"
        mapped = f"{items}.map({name})"
        call = f"{', '.join(given)} = {mapped}" if given else mapped
        return [*rows, "", head, *(f"    {row}" for row in body), "", call]

    def _looped(self, loop: OpenLoop, members: tuple[str, ...]) -> list[str]:
        """A loop: what its ops give is gathered in lists for those that stand below it."""
        outside = {s for id in self.made if id not in members for s in self._sources_of(id)}
        gathered = [source for source in outside if source.task in members]
        gathered.sort(key=lambda source: members.index(source.task))
        rows, after = [], []
        for source in gathered:
            name = self.scope.take(f"{self.design.keys[source.task]}_{_all_of(source.output)}")
            self.lists[source.task, source.output] = name
            rows.append(f"{name} = []")
        if loop.follows:
            self.before[loop.factory] = self.scope.take("before", f"before_{loop.factory}")
            rows.append(f"{self.before[loop.factory]} = []")
            after = [Source(id, self.made[id].outputs[0].name) for id in loop.lasts]
        names = ", ".join(loop.symbols)
        body = [f"{names} = {loop.made()}"]
        for id in members:
            body += self._led(self._call(id))
        for source in gathered:
            body.append(f"{self.lists[source.task, source.output]}.append({self._inside(source)})")
        if after:
            given = ", ".join(self._inside(source) for source in after)
            body.append(f"{self.before[loop.factory]} = [{given}]")
        return [*rows, loop.head, *(f"    {row}" for row in body)]

    def _inside(self, source: Source) -> str:
        return self.variables[source.task, source.output]

    def _given_out(self, members: tuple[str, ...]) -> list[tuple[str, str]]:
        """The outputs of a group's tasks that something outside takes."""
        taken = {source for id in self.made if id not in members for source in self._sources_of(id)}
        return [
            (id, output.name)
            for id in members
            for output in self.made[id].outputs
            if Source(id, output.name) in taken or id in self.settled
        ]

    def _call(self, id: str) -> list[str]:
        symbol = self.design.symbols[id]
        called = f"{symbol}.with_hooks({self.hooked[id]})" if id in self.hooked else symbol
        links = self.links[id]
        mapped = self._fan_of(id) is not None
        given = [
            f"{name}={self._given(id, entry, mapped=mapped)}"
            for name, entry in self.inputs[id].items()
        ]
        given += [
            f"{name}={self._linked(id, name, sources, mapped=mapped)}"
            for name, sources in links.named.items()
        ]
        if id not in self.fans:
            return [self._assign(id, f"{called}({', '.join(given)})")]
        fan = self.fans[id]
        return [*self._fan(id, fan), self._assign(id, self._mapped(id, fan, called, given))]

    def _mapped(self, id: str, fan: FanOut, called: str, given: list[str]) -> str:
        items = self.variables[(fan.key, "item")]
        if not given and not self.design.tracked(id):
            return f"{items}.map({called})"
        return f"{items}.map(lambda {fan.parameter}: {called}({', '.join([f'{fan.parameter}={fan.parameter}', *given])}))"

    def _fan(self, id: str, fan: FanOut) -> list[str]:
        """The call of the op that gives one output per item."""
        given = [f"{name}={self._given(id, entry)}" for name, entry in fan.inputs.items()]
        if fan.links.named:
            given += [
                f"{name}={self._linked(id, name, sources)}"
                for name, sources in fan.links.named.items()
            ]
        names = [self._variable(fan.key, "item", fan.plural)]
        if fan.second:
            names.append(self._variable(fan.key, fan.second, f"{fan.second}_{fan.parameter}"))
        return [f"{', '.join(names)} = {fan.symbol}({', '.join(given)})"]

    def _assign(self, id: str, call: str) -> str:
        outputs = self.made[id].outputs
        read = [output.name for output in outputs if self._is_read(id, output.name)]
        if not read:
            return call
        if len(outputs) == 1:
            return (
                f"{self._variable(id, outputs[0].name, self._wanted(id, outputs[0].name))} = {call}"
            )
        names = [
            self._variable(id, o.name, self._wanted(id, o.name)) if o.name in read else "_"
            for o in outputs
        ]
        return f"{', '.join(names)} = {call}"

    def _is_read(self, id: str, output: str) -> bool:
        loop = self.loops.get(id)
        if loop is not None and loop.follows and id in loop.lasts:
            return True
        return id in self.settled or Source(id, output) in self._sources

    @cached_property
    def _sources(self) -> frozenset[Source]:
        own = {source for id in self.made for source in self._sources_of(id)}
        return frozenset(own.union(*(self._fan_sources(fan) for fan in self.groups.values())))

    def _sources_of(self, id: str) -> list[Source]:
        """The outputs that are given to an op, and to the op that it is mapped over."""
        found = [s for given in self.inputs[id].values() for s in self._named(given.sources)]
        found += [s for sources in self.links[id].named.values() for s in sources]
        fan = self._fan_of(id)
        return found + (self._fan_sources(fan) if fan is not None else [])

    def _fan_sources(self, fan: FanOut) -> list[Source]:
        found = [s for given in fan.inputs.values() for s in self._named(given.sources)]
        return found + [s for sources in fan.links.named.values() for s in sources]

    def _named(self, sources: tuple[Source, ...]) -> list[Source]:
        return [self._existing(source) for source in sources]

    def _existing(self, source: Source) -> Source:
        """The output under the name that it has in Dagster; what is not there is the task's first one."""
        if source.task in self.elements:
            return source
        outputs = (
            [o.name for o in self.made[source.task].outputs]
            if source.task in self.made
            else ["result"]
        )
        return source if source.output in outputs else Source(source.task, outputs[0])

    def _wanted(self, id: str, output: str) -> str:
        """A name for a variable: the parameter that first takes the value, else the output's own."""
        if len(self.made[id].outputs) > 1:
            return output if self.scope.free(output) else f"{output}_chosen"
        if output != "result":
            return f"{self.design.keys[id]}_{output}"
        for inputs in self.inputs.values():
            for name, given in inputs.items():
                same = [self._existing(s) for s in given.sources] == [Source(id, output)]
                if same and self.scope.free(name) and name not in _VAGUE:
                    return name
        ending = "done" if not self._carries(id, output) else "result"
        return f"{self.design.keys[id]}_{ending}"

    def _carries(self, id: str, output: str) -> bool:
        return any(
            Source(id, output) in self._named(g.sources)
            for inputs in self.inputs.values()
            for g in inputs.values()
        )

    def _variable(self, id: str, output: str, wanted: str) -> str:
        name = self.scope.take(wanted)
        self.variables[(id, output)] = name
        return name

    def _given(self, id: str, entry: Input, *, mapped: bool = False) -> str:
        found = []
        for source in self._named(entry.sources):
            self.edges.add((source.task, id))
            found.append(self._value(source, id, "gather" if mapped else None))
        if len(found) == 1 and found[0].startswith("*"):
            return found[0][1:]
        if entry.many and len(found) == 1 and self._is_gathered(entry.sources[0].task, id):
            return found[0]
        return f"[{', '.join(found)}]" if entry.many else found[0]

    def _value(self, source: Source, reader: str, handing: Handing | None) -> str:
        if source.task in self.elements and source.output == "item":
            return self.elements[source.task]
        loop = self.loops.get(source.task)
        if loop is not None and loop is not self.loops.get(reader):
            return f"*{self.lists[source.task, source.output]}"
        name = self.variables[(source.task, source.output)]
        if not self._is_gathered(source.task, reader):
            return name
        collected = f"{name}.collect()"
        return self._handed(source, handing, collected) if handing is not None else collected

    def _handed(self, source: Source, handing: Handing, collected: str) -> str:
        """What the op between two mapped ones gives; it is called once."""
        if (handing, source) not in self.handed:
            ending = _all_of(source.output) if handing == "gather" else "done"
            name = self.scope.take(f"all_{self.design.keys[source.task]}_{ending}")
            self.ahead.append(f"{name} = {self.handing[handing]}({collected})")
            self.handed[handing, source] = name
        return self.handed[handing, source]

    def _linked(
        self, id: str, name: str, sources: tuple[Source, ...], *, mapped: bool = False
    ) -> str:
        for source in sources:
            self.edges.add((self._owner(source.task), id))
        handing = link_handing(id, self.design) if mapped else None
        values = [self._value(source, id, handing) for source in sources]
        loop = self.loops.get(id)
        if loop is not None and loop.follows and id in loop.firsts and name == "after":
            values.append(f"*{self.before[loop.factory]}")
        if len(values) == 1 and values[0].startswith("*"):
            return values[0][1:]
        gathered = [s for s in sources if self._is_gathered(s.task, id)]
        alone = len(values) == 1 and (
            bool(gathered)
            or name in BARE | self.links[id].single
            or not self.links[id].listed
            or (name in ("chosen", "passed") and not self.design.tracked(id))
        )
        return values[0] if alone else f"[{', '.join(values)}]"

    def _is_gathered(self, task: str, reader: str) -> bool:
        """Whether an op is given all instances of another one."""
        facts = self.design.facts
        return task in self.made and facts.gathers(facts.tasks[reader], task)

    def _owner(self, task: str) -> str:
        """The task that an op belongs to: a fan-out's is the one that it feeds."""
        return next((id for id, fan in self.fans.items() if fan.key == task), task)

    def outcome(self, id: str) -> str:
        """The variable with how a tracked op ended."""
        return self.variables[(id, self.made[id].outputs[0].name)]
