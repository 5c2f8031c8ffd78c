"""Writes mapped groups: a loop over the elements, in which the tasks of one instance are submitted."""

from __future__ import annotations

from collections.abc import Callable

from polydag.backends.prefect.invocations import Invocations
from polydag.backends.prefect.lines import Lines
from polydag.backends.prefect.names import identifier
from polydag.backends.prefect.needs import given, over
from polydag.backends.prefect.references import Reading, References
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import Each, Program, Step, joined_in
from polydag.ir.mapped import variables_of
from polydag.ir.tasks import Mapping
from polydag.ir.values import OutputOf, walk
from polydag.rendering.pyvalues import expression

Write = Callable[[tuple[Step, ...], int], None]


class Groups:
    """The loops of one flow; what something outside of a group takes or waits for is kept in lists."""

    def __init__(
        self,
        program: Program,
        rules: Rules,
        references: References,
        invocations: Invocations,
        lines: Lines,
    ) -> None:
        self.program = program
        self.graph = rules.graph
        self.references = references
        self.invocations = invocations
        self.lines = lines

    def write(self, step: Each, depth: int, write: Write) -> None:
        """The loop, by what `write` makes of the steps of one instance."""
        members = tuple(inner.task for inner in step.steps)
        mapping = self._mapping(members[0])
        reading = Reading.MAYBE if self.program.tolerant else Reading.VALUE
        targets, collection = self.invocations.head_of(mapping, reading)
        self._name_elements(members, targets, mapping)
        kept = {id: self._list(id) for id in members if self._is_kept(id, members)}
        empty = self._refusal(members[0], depth)
        for name in kept.values():
            self.lines.used.add(name)
            self.lines.add(depth, empty, name)
        self.lines.add(depth, f"for {', '.join(targets)} in {collection}:")
        for inner in step.steps:
            last = f"{identifier(inner.task)}_run"
            bound = self.references.bind_instance(inner.task, last)
            write((inner,), depth + 1)
            if inner.task in kept:
                self.lines.used.add(bound)
                self.lines.add(depth + 1, f"{kept[inner.task]}.append({bound})")
        for id in members:
            self.references.futures.pop(id)
        self.references.futures |= kept

    def _mapping(self, member: str) -> Mapping:
        group = self.graph.mapped.around(self.graph.tasks[member])
        assert group is not None
        assert group.mapping is not None
        return group.mapping

    def _name_elements(
        self, members: tuple[str, ...], targets: list[str], mapping: Mapping
    ) -> None:
        self.references.names.reserve(targets)
        if mapping.mode == "kwargs":
            names = {name for id in members for name in variables_of(self.graph.tasks[id])}
            taken = {name: f"{targets[0]}[{expression(name).text}]" for name in names}
            self.references.elements |= taken

    def _refusal(self, member: str, depth: int) -> str:
        """What the lists begin with: nothing, or why there are no elements."""
        values = over(self.graph.tasks[member], self.graph)
        read = [v.task for value in values for v in walk(value) if isinstance(v, OutputOf)]
        if not self.program.tolerant or not read:
            return "[]"
        runs = [self.references.run(id) for id in dict.fromkeys(read)]
        self.lines.helpers |= {"all_success", "outcomes"}
        name = self.references.names.free("refusal", f"{identifier(member)}_refusal")
        self.lines.used.add(name)
        found = (
            f"outcomes({runs[0]})"
            if len(runs) == 1
            else f"set().union(*map(outcomes, [{', '.join(runs)}]))"
        )
        self.lines.add(depth, f"all_success({found})", name)
        return f"[] if {name} is None else [{name}]"

    def _list(self, id: str) -> str:
        """The list of a task's instances, which may be declared before the block in which the loop stands."""
        declared = self.references.futures.get(id)
        return declared or self.references.bind_list(id, self._called(id))

    def _called(self, id: str) -> tuple[str, ...]:
        """What the tasks outside that take all outputs call them, where they agree."""
        task = self.graph.tasks[id]
        called = {
            name
            for other in self.graph.tasks.values()
            if not self.graph.mapped.together(task, other)
            for name, value in given(other).items()
            if isinstance(value, OutputOf) and value.task == id and not value.path
        }
        return tuple(called) if len(called) == 1 else ()

    def _is_kept(self, id: str, members: tuple[str, ...]) -> bool:
        outside = [other for other in self.graph.tasks if other not in members]
        joined = {one for step in self.program.steps for one in joined_in(step)}
        needed = any(id in self.graph.upstream[other] for other in outside)
        read = any(id in self.graph.references[other] for other in outside)
        returned = self.graph.pipeline.returns
        taken = returned is not None and any(
            isinstance(value, OutputOf) and value.task == id for value in walk(returned)
        )
        return needed or read or taken or id in joined | set(self.program.returned)
