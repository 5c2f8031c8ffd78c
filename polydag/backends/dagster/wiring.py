"""The calls in a job's body: which output feeds which input, in an order that Python can run."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.backends.dagster.design import Design
from polydag.backends.dagster.made import Made
from polydag.backends.dagster.mapping import FanOut
from polydag.backends.dagster.names import Scope
from polydag.backends.dagster.workpiece import Input, Links, Source

# Inputs that take one output as it is.
_VAGUE = frozenset({"items", "data", "value", "result", "x"})
BARE = frozenset({"whole", "some", "always"})


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
    scope: Scope = field(init=False)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    edges: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        module = [*self.design.symbols.values(), *(fan.symbol for fan in self.fans.values())]
        self.scope = Scope([*module, self.design.symbol])

    def statements(self) -> tuple[str, ...]:
        """One line a call, each op after those that feed it."""
        rows: list[str] = []
        anchored = any(links.anchor for links in self.links.values())
        if anchored:
            rows.append(f"{self._variable('', 'always', 'started')} = always()")
        for id in self.order():
            rows += self._call(id)
        return tuple(rows)

    def order(self) -> list[str]:
        """The source's order where each op comes after what it reads; pulls may ask for another."""
        done: list[str] = []
        waiting = [id for id in self.design.facts.graph.order if id in self.made]
        while waiting:
            ready = next((id for id in waiting if self._needs(id) <= set(done)), waiting[0])
            waiting.remove(ready)
            done.append(ready)
        return done

    def _needs(self, id: str) -> set[str]:
        taken = {s.task for given in self.inputs[id].values() for s in given.sources}
        taken |= {s.task for s in self.fans[id].sources} if id in self.fans else set()
        return (taken | self.links[id].upstream) & set(self.made)

    def _call(self, id: str) -> list[str]:
        symbol = self.design.symbols[id]
        called = f"{symbol}.with_hooks({self.hooked[id]})" if id in self.hooked else symbol
        links = self.links[id]
        given = [f"{name}={self._given(id, entry)}" for name, entry in self.inputs[id].items()]
        given += [
            f"{name}={self._linked(id, name, sources)}" for name, sources in links.named.items()
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
        return id in self.settled or any(source == Source(id, output) for source in self._sources())

    def _sources(self) -> list[Source]:
        found = [
            s
            for inputs in self.inputs.values()
            for given in inputs.values()
            for s in self._named(given.sources)
        ]
        found += [
            s for links in self.links.values() for sources in links.named.values() for s in sources
        ]
        found += [
            s
            for fan in self.fans.values()
            for given in fan.inputs.values()
            for s in self._named(given.sources)
        ]
        found += [
            s for fan in self.fans.values() for sources in fan.links.named.values() for s in sources
        ]
        return found

    def _named(self, sources: tuple[Source, ...]) -> list[Source]:
        return [self._existing(source) for source in sources]

    def _existing(self, source: Source) -> Source:
        """The output under the name that it has in Dagster; what is not there is the task's first one."""
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

    def _given(self, id: str, entry: Input) -> str:
        found = []
        for source in self._named(entry.sources):
            self.edges.add((source.task, id))
            found.append(self._value(source))
        if (
            entry.many
            and len(found) == 1
            and self.design.facts.tasks[entry.sources[0].task].mapping is not None
        ):
            return found[0]
        return f"[{', '.join(found)}]" if entry.many else found[0]

    def _value(self, source: Source) -> str:
        name = self.variables[(source.task, source.output)]
        mapped = (
            source.task in self.design.facts.tasks
            and self.design.facts.tasks[source.task].mapping is not None
        )
        return f"{name}.collect()" if mapped else name

    def _linked(self, id: str, name: str, sources: tuple[Source, ...]) -> str:
        for source in sources:
            self.edges.add((self._owner(source.task), id))
        values = [self._value(source) for source in sources]
        mapped = [s for s in sources if self._is_mapped(s.task)]
        alone = len(values) == 1 and (
            bool(mapped)
            or name in BARE
            or not self.links[id].listed
            or (name in ("chosen", "passed") and not self.design.tracked(id))
        )
        return values[0] if alone else f"[{', '.join(values)}]"

    def _is_mapped(self, task: str) -> bool:
        return task in self.made and self.design.facts.tasks[task].mapping is not None

    def _owner(self, task: str) -> str:
        """The task that an op belongs to: a fan-out's is the one that it feeds."""
        return next((id for id, fan in self.fans.items() if fan.key == task), task)

    def outcome(self, id: str) -> str:
        """The variable with how a tracked op ended."""
        return self.variables[(id, self.made[id].outputs[0].name)]
