"""What a flow calls the results of its tasks, and how they are spelt where another task takes them."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from polydag.backends.prefect import dates
from polydag.backends.prefect.calls import Callee, is_call
from polydag.backends.prefect.lines import Lines
from polydag.backends.prefect.names import Names, identifier
from polydag.backends.prefect.needs import family_instances
from polydag.backends.prefect.values import Scope, spell, subscripted
from polydag.ir.graph import Graph
from polydag.ir.operations import Choose, Opening
from polydag.ir.values import FamilyOutput, OutputOf, Value
from polydag.rendering.pyvalues import Expression


class Reading(enum.Enum):
    """How a submitted task's result is taken: as its future, as its value, or as a value that may be missing."""

    FUTURE = "future"
    VALUE = "value"
    MAYBE = "maybe"


class References:
    """The variables of one flow by the task that they hold."""

    def __init__(
        self, graph: Graph, callees: Mapping[str, Callee], names: Names, lines: Lines
    ) -> None:
        self.graph = graph
        self.callees = callees
        self.names = names
        self.lines = lines
        self.values: dict[tuple[str, str], str] = {}
        self.futures: dict[str, str] = {}
        self.decisions: dict[str, str] = {}
        # Variables that hold a list of runs: of the instances of a mapped task, a loop, or of a task that may not run;
        # and those of loops.
        self.lists: set[str] = set()
        self.loops: set[str] = set()
        # How variables of a mapped group are taken from its element, where they are no loop variables.
        self.elements: dict[str, str] = {}

    def spelt(self, value: Value, reading: Reading = Reading.VALUE) -> Expression:
        """A value where a task is called."""
        scope = Scope(
            lambda output: self._output(output, reading),
            lambda family: self._family(family, reading),
            self._context,
            lambda _, name: Expression(self.elements.get(name, name)),
        )
        found = spell(value, scope)
        self.lines.need(*found.imports)
        return found

    def run(self, id: str) -> str:
        """The variable that holds a submitted task's future."""
        name = self.futures[id]
        self.lines.used.add(name)
        return name

    def runs(self, ids: tuple[str, ...] | list[str]) -> list[str]:
        """The futures as elements of a list, each once."""
        names = {id: self.run(id) for id in ids if id in self.futures}
        return list(dict.fromkeys(f"*{n}" if n in self.lists else n for n in names.values()))

    def each(self, ids: tuple[str, ...] | list[str]) -> list[str]:
        """The futures as a rule takes them: those of a loop one by one, those of a map together."""
        names = {id: self.run(id) for id in ids}
        return list(dict.fromkeys(f"*{n}" if n in self.loops else n for n in names.values()))

    def bind_run(self, id: str) -> str:
        """A variable for the future of a task that is submitted now."""
        if id in self.futures:
            return self.futures[id]
        callee = self.callees[id]
        base = identifier(id)
        called = (*self._symbol(id), *self._wanted(id, "result"))
        name = self.names.free(*called, base, f"{base}_future")
        self.futures[id] = name
        if callee.task.mapping is not None:
            self.lists.add(name)
        return name

    def bind_instance(self, id: str, name: str) -> str:
        """A variable for the future of one instance in a mapped group; `name` is the last choice."""
        self.futures[id] = self.names.free(*self._wanted(id, "result"), identifier(id), name)
        return self.futures[id]

    def bind_list(self, id: str, wanted: tuple[str, ...]) -> str:
        """A variable for the list of the futures of all instances."""
        base = identifier(id)
        name = self.names.free(*wanted, f"{base}_runs")
        self.lists.add(name)
        return name

    def bind_values(self, id: str) -> tuple[str, ...]:
        """Variables for the outputs of a task that is called now, or declared before the block in which it is."""
        callee = self.callees[id]
        if all((id, output) in self.values for output in callee.outputs):
            return tuple(self.values[id, output] for output in callee.outputs)
        decision = self._decision(callee)
        if decision is not None:
            self.decisions[id] = self.values[id, "result"] = decision
            return (decision,)
        for output in callee.outputs:
            base = identifier(output if output != "result" else id)
            last = f"{identifier(id)}_{identifier(output)}"
            called = self._wanted(id, output)
            if len(callee.outputs) == 1:
                called = (*self._symbol(id), *called)
            self.values[id, output] = self.names.free(*called, base, last)
        return tuple(self.values[id, output] for output in callee.outputs)

    def decided(self, id: str) -> str:
        """The variable that holds what a choice or gate said."""
        self.lines.used.add(self.decisions[id])
        return self.decisions[id]

    def wanted_family(self, family: str, member: str) -> tuple[str, ...]:
        """What the tasks that take the outputs of all instances call them, where they agree."""
        called = {
            name
            for callee in self.callees.values()
            for name, value in callee.arguments.items()
            if isinstance(value, FamilyOutput) and (value.family, value.task) == (family, member)
        }
        return tuple(called) if len(called) == 1 else ()

    def _decision(self, callee: Callee) -> str | None:
        base = identifier(callee.task.id)
        if isinstance(callee.task.operation, Choose):
            return self.names.free("taken", f"taken_{base}")
        if isinstance(callee.task.operation, Opening):
            return self.names.free("go_on", f"{base}_passed")
        return None

    def _symbol(self, id: str) -> tuple[str, ...]:
        """The author's variable, where it holds the result of this task alone."""
        symbol = self.callees[id].task.symbol
        holders = [c for c in self.callees.values() if symbol and c.task.symbol == symbol]
        return (symbol,) if symbol and len(holders) == 1 and is_call(holders[0].task) else ()

    def _wanted(self, id: str, output: str) -> tuple[str, ...]:
        """What the tasks that take an output whole call it, where they agree."""
        called = {
            name
            for callee in self.callees.values()
            for name, value in callee.arguments.items()
            if isinstance(value, OutputOf) and (value.task, value.output) == (id, output)
            if not value.path
        }
        return tuple(called) if len(called) == 1 else ()

    def _output(self, value: OutputOf, reading: Reading) -> Expression:
        id = value.task
        known = self.values.get((id, value.output))
        if known is not None:
            self.lines.used.add(known)
            return Expression(subscripted(known, value.path))
        callee = self.callees[id]
        packed = callee.shape == "tuple"
        if reading is Reading.FUTURE and not value.path and not packed:
            return Expression(self.run(id))
        if reading is Reading.MAYBE:
            self.lines.helpers.add("output")
            text = f"output({self.run(id)})"
        elif self.run(id) in self.lists and callee.task.mapping is not None:
            text = f"[one.result() for one in {self.run(id)}]"
        else:
            text = f"{self.run(id)}.result()"
        position = (callee.outputs.index(value.output),) if packed else ()
        return Expression(subscripted(text, (*position, *value.path)))

    def _family(self, value: FamilyOutput, reading: Reading) -> Expression:
        ids = family_instances(self.graph, value)
        return self._all(ids, value.output, reading) if ids else Expression("[]")

    def _all(self, ids: list[str], output: str, reading: Reading) -> Expression:
        name = self.futures.get(ids[0])
        if name in self.lists and all(self.futures.get(id) == name for id in ids):
            self.run(ids[0])
            if reading is Reading.FUTURE:
                return Expression(str(name))
            if reading is Reading.MAYBE:
                self.lines.helpers.add("output")
                return Expression(f"[output(one) for one in {name}]")
            return Expression(f"[one.result() for one in {name}]")
        known = self.values.get((ids[0], output))
        if known is not None and all(self.values.get((id, output)) == known for id in ids):
            self.lines.used.add(known)
            return Expression(known)
        items = [self._output(OutputOf(task=id, output=output), reading) for id in ids]
        return Expression(f"[{', '.join(item.text for item in items)}]")

    def _context(self, key: str) -> Expression:
        found = dates.fact(key)
        return found if found is not None else Expression(f'"{key}"')
