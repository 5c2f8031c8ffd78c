"""Writes the body of a flow, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polydag.backends.prefect.calls import Callee, is_call, sequential
from polydag.backends.prefect.groups import Groups
from polydag.backends.prefect.invocations import Invocations
from polydag.backends.prefect.lines import Lines, Written
from polydag.backends.prefect.names import Names
from polydag.backends.prefect.needs import Needs, over
from polydag.backends.prefect.references import Reading, References
from polydag.backends.prefect.repeating import Loops
from polydag.backends.prefect.rulings import Rulings
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import (
    Attempt,
    Branch,
    Direct,
    Each,
    Guard,
    Handle,
    Join,
    Leave,
    Loop,
    Program,
    Refuse,
    Ruled,
    Settled,
    Step,
    Submit,
    tasks_in,
)
from polydag.backends.prefect.subflows import Subflow
from polydag.ir.graph import Graph
from polydag.ir.operations import Choose, Gate
from polydag.ir.tasks import Family
from polydag.ir.values import Code, Items, OutputOf, Value, walk
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import expression


class FlowWriter:
    """Spells the steps of one flow; `members` are the members of families as they are called inside of their loop."""

    def __init__(
        self,
        program: Program,
        rules: Rules,
        needs: Needs,
        callees: Mapping[str, Callee],
        names: Names,
        members: Mapping[tuple[str, int], Callee],
        subflows: Mapping[str, Subflow],
    ) -> None:
        self.program = program
        self.rules = rules
        self.graph = rules.graph
        self.needs = needs
        self.callees = callees
        self.lines = Lines()
        inside = {callee.task.id: callee for callee in members.values()}
        self.references = References(self.graph, {**inside, **callees}, names, self.lines)
        self.invocations = Invocations(self.references, needs, self.lines, self._inner(needs))
        self.rulings = Rulings(program, rules, self.references, self.invocations, self.lines)
        self.loops = Loops(
            program, needs, members, subflows, self.references, self.invocations, self.lines
        )
        self.groups = Groups(program, rules, self.references, self.invocations, self.lines)

    def written(self) -> Written:
        """All lines."""
        self._steps(self.program.steps, 0)
        self._end()
        return self.lines.written()

    def _inner(self, needs: Needs) -> dict[str, tuple[str, ...]]:
        """What each task waits for without taking it; a member of a family as its first instance does."""
        waits = {id: _waits(id, self.callees[id], self.graph, needs) for id in self.graph.tasks}
        for node in self.graph.pipeline.nodes:
            if isinstance(node, Family) and node.instances:
                own = {t.id: m.id for t, m in zip(node.instances[0], node.members, strict=True)}
                for instance, member in own.items():
                    waits[member] = tuple(own.get(id, id) for id in waits[instance])
                if node.bindings is None and node.order == "chain":
                    for task, written in zip(node.instances[1], node.members, strict=True):
                        waits[written.id] += tuple(id for id in waits[task.id] if id in own)
        return waits

    def _steps(self, steps: tuple[Step, ...], depth: int) -> None:
        for step in steps:
            self._comment(step, depth)
            match step:
                case Direct():
                    self._direct(step, depth)
                case Submit(task=id):
                    self._submit(self.callees[id], depth)
                case Join(tasks=ids, all_first=all_first):
                    self._join(ids, depth, all_first)
                case Branch():
                    self._branch(step, depth)
                case Guard():
                    self._guard(step, depth)
                case Attempt() | Handle() | Settled():
                    self._tried(step, depth)
                case Ruled(task=id):
                    self.rulings.write(self.callees[id], depth)
                case Loop() | Each():
                    self._repeated(step, depth)
                case Refuse() | Leave():
                    self.lines.add(depth, _end_of(step))

    def _comment(self, step: Step, depth: int) -> None:
        """What the author wrote above the call, or above the `if`."""
        if not isinstance(step, Direct | Submit | Ruled):
            return
        task = self.callees[step.task].task
        if is_call(task) or not self.callees[step.task].object:
            for line in task.comment.splitlines():
                self.lines.add(depth, line)

    def _direct(self, step: Direct, depth: int) -> None:
        callee = self.callees[step.task]
        if getattr(callee.task.operation, "condition", None) is not None:
            return
        mapping = callee.task.mapping
        if mapping is not None and sequential(callee.task):
            text = self.invocations.one_by_one(callee, mapping)
        elif step.ignore:
            text = self.invocations.direct(callee, "return_state=True")
        else:
            text = self.invocations.direct(callee)
        self.lines.add(depth, text, *self.references.bind_values(step.task))

    def _submit(self, callee: Callee, depth: int) -> None:
        text = self.invocations.submitted(callee)
        self.lines.add(depth, text, self.references.bind_run(callee.task.id))
        if self.program.tolerant:
            self.rulings.decision(callee, depth)

    def _join(self, ids: tuple[str, ...], depth: int, all_first: bool = False) -> None:
        runs = self.references.runs(ids)
        if all_first and (len(runs) > 1 or runs[0].startswith("*")):
            self._wait(runs, depth)
        for found in runs:
            if found.startswith("*"):
                name = self.references.names.inner().free("run", "future", "submitted")
                self.lines.add(depth, f"for {name} in {found[1:]}:")
                self.lines.add(depth + 1, f"{name}.result()")
            else:
                self.lines.add(depth, f"{found}.result()")

    def _wait(self, runs: Sequence[str], depth: int) -> None:
        self.lines.need(Import("prefect.futures", "wait"))
        is_list = len(runs) == 1 and runs[0].startswith("*")
        listed = runs[0][1:] if is_list else f"[{', '.join(runs)}]"
        self.lines.add(depth, f"wait({listed})")

    def _tried(self, step: Attempt | Handle | Settled, depth: int) -> None:
        if isinstance(step, Attempt):
            self._attempt(step, depth)
        elif isinstance(step, Handle):
            self._handle(step, depth)
        else:
            self.lines.add(depth, "try:")
            self._body(step.body, depth + 1)
            self.lines.add(depth, "finally:")
            self._wait(self.references.runs(step.tasks), depth + 1)

    def _branch(self, step: Branch, depth: int) -> None:
        operation = self.callees[step.task].task.operation
        self._declare(step, depth)
        if isinstance(operation, Choose) and operation.condition is not None:
            self._condition(step, operation.condition, depth)
            return
        variable = self.references.decided(step.task)
        word = "if"
        arms = [arm for arm in step.arms if arm[1]]
        for labels, body in arms:
            last = word == "elif" and len(arms) == len(step.arms) and (labels, body) == arms[-1]
            self.lines.add(depth, "else:" if last else f"{word} {_test(variable, labels)}:")
            self._body(body, depth + 1)
            word = "elif"

    def _condition(self, step: Branch, condition: Code, depth: int, word: str = "if") -> None:
        arms = {label: body for labels, body in step.arms for label in labels}
        yes, no = arms.get("true", ()), arms.get("false", ())
        text = self.references.spelt(condition).text
        if not yes and no:
            self.lines.add(depth, f"{word} not ({text}):")
            self._body(no, depth + 1)
            return
        self.lines.add(depth, f"{word} {text}:")
        self._body(yes, depth + 1)
        inner = self._only_condition(no)
        if inner is not None:
            self._condition(*inner, depth, "elif")
        elif no:
            self.lines.add(depth, "else:")
            self._body(no, depth + 1)

    def _only_condition(self, steps: tuple[Step, ...]) -> tuple[Branch, Code] | None:
        """The `if` that is all that an `else` has, without a variable that has to be declared before it."""
        match steps:
            case (Direct(task=id), Branch(task=choice) as branch) if id == choice:
                operation = self.callees[id].task.operation
                condition = operation.condition if isinstance(operation, Choose) else None
                inside = set(tasks_in(branch))
                taken = any(inside & set(a) for d, a in self.graph.data.items() if d not in inside)
                if condition is not None and not taken and not self.callees[id].task.comment:
                    return branch, condition
        return None

    def _body(self, steps: tuple[Step, ...], depth: int) -> None:
        before = len(self.lines.rows)
        self._steps(steps, depth)
        if len(self.lines.rows) == before:
            self.lines.add(depth, "pass")

    def _declare(self, step: Branch | Guard | Handle, depth: int) -> None:
        """Variables that are bound inside and read outside have a value when their arm is not taken."""
        inside = set(tasks_in(step))
        for id in sorted(inside & set(self.graph.tasks), key=self.graph.order.index):
            readers = {d for d, above in self.graph.data.items() if id in above}
            if not readers - inside:
                continue
            if id in self.program.submitted:
                self.lines.add(depth, "[]", self.references.bind_run(id))
                continue
            nothing = "None" if self.callees[id].task.mapping is None else "[]"
            for name in self.references.bind_values(id):
                self.lines.used.add(name)
                self.lines.add(depth, nothing, name)

    def _guard(self, step: Guard, depth: int) -> None:
        task = self.callees[step.atom.source].task
        self._declare(step, depth)
        if task.mapping is not None:
            test = self.invocations.test_of(over(task, self.graph))
        elif isinstance(task.operation, Gate) and task.operation.condition is not None:
            test = self.references.spelt(task.operation.condition).text
        else:
            test = self.references.decided(task.id)
        if step.rest and depth == 0:
            self.lines.add(depth, f"if not {f'({test})' if ' ' in test else test}:")
            self.lines.add(depth + 1, "return None")
            self._steps(step.body, depth)
            return
        self.lines.add(depth, f"if {test}:")
        self._body(step.body, depth + 1)

    def _attempt(self, step: Attempt, depth: int) -> None:
        self.lines.add(depth, "try:")
        self._body(step.body, depth + 1)
        if step.failure:
            self.lines.add(depth, "except Exception:")
            self._steps(step.failure, depth + 1)
            self.lines.add(depth + 1, "raise")
        if step.always:
            self.lines.add(depth, "finally:")
            self._steps(step.always, depth + 1)

    def _handle(self, step: Handle, depth: int) -> None:
        self._declare(step, depth)
        self.lines.add(depth, "try:")
        self._body(step.body, depth + 1)
        bound = f" as {step.binds}" if step.binds is not None else ""
        self.lines.add(depth, f"except Exception{bound}:")
        before = len(self.lines.rows)
        self._steps(step.handled, depth + 1)
        if step.reraise:
            self.lines.add(depth + 1, "raise")
        elif len(self.lines.rows) == before:
            self.lines.add(depth + 1, "pass")

    def _repeated(self, step: Loop | Each, depth: int) -> None:
        if isinstance(step, Loop):
            self.loops.write(step, depth)
        else:
            self.groups.write(step, depth, self._steps)

    def _end(self) -> None:
        returns = self.graph.pipeline.returns
        ids = tuple(id for id in self.program.returned if id in self.references.futures)
        if returns is not None and not self.program.tolerant:
            self._return(returns, ids)
        elif len(ids) == 1 and not self.program.tolerant:
            self.lines.add(0, f"return {self.references.run(ids[0])}")
        elif ids:
            runs = list(dict.fromkeys(item for id in ids for item in self._states_of(id)))
            only = runs[0][1:] if len(runs) == 1 and runs[0].startswith("*") else ""
            text = only if only.isidentifier() else f"[{', '.join(runs)}]"
            self.lines.add(0, f"return {text}")

    def _states_of(self, id: str) -> list[str]:
        """A task's runs as elements of the flow's answer, which has to be flat; a map that was refused is one state."""
        if self.callees[id].task.mapping is not None and self.program.may_be_refused(id):
            name = self.references.run(id)
            return [f"*({name} if isinstance({name}, list) else [{name}])"]
        return self.references.runs([id])

    def _return(self, returns: Value, ids: tuple[str, ...]) -> None:
        """A flow looks at the futures that it returns flat, and at no others: of those whose failure counts it asks the result,
        and hands the rest on as they are, since asking would fail the flow."""
        wanted = {inner.task for inner in walk(returns) if isinstance(inner, OutputOf)}
        is_flat = self._is_flat(returns)
        unseen = wanted & set(self.references.futures) - set(self.rules.counted)
        as_futures = bool(wanted & {*ids}) if is_flat else bool(unseen)
        returned = wanted if is_flat or not as_futures else set[str]()
        self._join(tuple(id for id in ids if id not in returned), 0)
        reading = Reading.FUTURE if as_futures else Reading.VALUE
        self.lines.add(0, f"return {self.references.spelt(returns, reading).text}")

    def _is_flat(self, returns: Value) -> bool:
        """Whether it is one output, or some of tasks that are not mapped."""
        if not isinstance(returns, Items):
            return isinstance(returns, OutputOf)
        outputs = [self.graph.tasks[o.task] for o in returns.items if isinstance(o, OutputOf)]
        return len([one for one in outputs if one.mapping is None]) == len(returns.items)


def _end_of(step: Refuse | Leave) -> str:
    if isinstance(step, Leave):
        return "return None"
    return f"raise NotImplementedError({expression(step.reason).text})"


def _waits(id: str, callee: Callee, graph: Graph, needs: Needs) -> tuple[str, ...]:
    """A map waits for the whole of another one, though it takes its elements."""
    apart = callee.task.mapping is not None and callee.task.mapping.mode != "group"
    taken = set() if apart else {*graph.data[id], *needs.gathered(id)}
    return tuple(u for u in graph.upstream[id] if u not in taken | set(needs.values(id)))


def _test(variable: str, labels: frozenset[str]) -> str:
    if len(labels) == 1:
        (label,) = labels
        return f"{variable} == {expression(label).text}"
    return f"{variable} in {expression(tuple(sorted(labels))).text}"
