"""Writes the loops of a flow: a comprehension of one submission, else a `for` with a list of what each call made."""

from __future__ import annotations

from collections.abc import Mapping

from polydag.backends.prefect.calls import Callee
from polydag.backends.prefect.invocations import Invocations
from polydag.backends.prefect.lines import Lines
from polydag.backends.prefect.names import identifier
from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.references import References
from polydag.backends.prefect.steps import Loop, Program, joined_in
from polydag.backends.prefect.subflows import Subflow
from polydag.ir.tasks import Family
from polydag.ir.values import walk


class Loops:
    """Spells the loops of one flow; `members` are the members of families as they are called inside of their loop."""

    def __init__(
        self,
        program: Program,
        needs: Needs,
        members: Mapping[tuple[str, int], Callee],
        subflows: Mapping[str, Subflow],
        references: References,
        invocations: Invocations,
        lines: Lines,
    ) -> None:
        self.program = program
        self.graph = references.graph
        self.needs = needs
        self.members = members
        self.subflows = subflows
        self.references = references
        self.invocations = invocations
        self.lines = lines

    def write(self, step: Loop, depth: int) -> None:
        """The loop's lines."""
        family = next(
            n for n in self.graph.pipeline.nodes if isinstance(n, Family) and n.id == step.family
        )
        columns = [[i[p].id for i in family.instances] for p in range(len(family.members))]
        over = self.references.spelt(family.over).text
        head = f"for {', '.join(family.variables)} in {over}"
        if family.id in self.subflows:
            self.lines.add(depth, f"{head}:")
            name = self.subflows[family.id].name
            self.lines.add(depth + 1, f"{name}({', '.join(family.variables)})")
            return
        gathered = [self._is_gathered(column, set(step.tasks)) for column in columns]
        follows = family.bindings is None and family.order == "chain" and not step.direct
        if len(columns) == 1 and not step.direct and not follows:
            text = self.invocations.submitted(self.members[family.id, 0])
            name = self._bind_list(family, 0, columns[0], direct=False)
            self.lines.add(depth, *((f"[{text} {head}]", name) if gathered[0] else (f"{head}:",)))
            if not gathered[0]:
                self.lines.add(depth + 1, text)
            return
        lists = [
            self._bind_list(family, p, column, step.direct) if gathered[p] else None
            for p, column in enumerate(columns)
        ]
        for made in filter(None, lists):
            self.lines.used.add(made)
            self.lines.add(depth, "[]", made)
        before = self._before(family, depth) if follows else {}
        self.lines.add(depth, f"{head}:")
        for position, made_by in enumerate(lists):
            self._member(self.members[family.id, position], made_by, step.direct, depth + 1)
        for member, name in before.items():
            self.lines.add(depth + 1, f"[{self.references.run(member)}]", name)
        if before:
            gone = {
                id: made for ids, made in zip(columns, lists, strict=True) if made for id in ids
            }
            self.references.futures |= gone

    def _before(self, family: Family, depth: int) -> dict[str, str]:
        """Per member that the next iteration waits for a variable with what the one before submitted."""
        first, second = family.instances
        waited = {up for task in second for up in self.graph.upstream[task.id]}
        found = {}
        for task, member in zip(first, family.members, strict=True):
            if task.id in waited:
                name = self.references.names.free("before", f"before_{identifier(task.id)}")
                self.references.futures[task.id] = found[member.id] = name
                self.references.lists.add(name)
                self.lines.used.add(name)
                self.lines.add(depth, "[]", name)
        return found

    def _member(self, callee: Callee, name: str | None, direct: bool, depth: int) -> None:
        id = callee.task.id
        if direct:
            text = self.invocations.direct(callee)
            bound = self.references.bind_values(id)[0]
        else:
            text = self.invocations.submitted(callee)
            bound = self.references.bind_run(id)
        self.lines.add(depth, text, bound)
        if name is not None:
            self.lines.used.add(bound)
            self.lines.add(depth, f"{name}.append({bound})")

    def _bind_list(self, family: Family, position: int, column: list[str], direct: bool) -> str:
        """A variable for what all instances of a member made."""
        base = self.members[family.id, position].object
        wanted = self.references.wanted_family(family.id, family.members[position].id)
        last = f"{base}_results" if direct else f"{base}_runs"
        name = self.references.names.free(*wanted, last)
        for id in column:
            if direct:
                self.references.values[id, "result"] = name
            else:
                self.references.futures[id] = name
        if not direct:
            self.references.lists.add(name)
            self.references.loops.add(name)
        return name

    def _is_gathered(self, column: list[str], family: set[str]) -> bool:
        """Whether something outside of the loop takes or waits for what it made."""
        ids = set(column)
        joined = {id for step in self.program.steps for id in joined_in(step)}
        if ids & (joined | set(self.program.returned)):
            return True
        outside = [id for id in self.graph.tasks if id not in family]
        return any(
            ids & {*self.graph.data[id], *self.needs.gathered(id)}
            or (id in self.program.submitted and ids & set(self.graph.upstream[id]))
            for id in outside
        ) or any(
            inner.kind == "family_output"
            for value in ([self.graph.pipeline.returns] if self.graph.pipeline.returns else [])
            for inner in walk(value)
        )
