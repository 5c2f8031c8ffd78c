"""Writes the body of a flow: one line per call, in the order of its program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.backends.prefect import dates
from polydag.backends.prefect.calls import Callee, arguments_text, is_scalar, sequential
from polydag.backends.prefect.names import Names, identifier
from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.states import Rules
from polydag.backends.prefect.steps import (
    Attempt,
    Branch,
    Direct,
    Guard,
    Join,
    Program,
    Ruled,
    Step,
    Submit,
)
from polydag.backends.prefect.values import Scope, spell, subscripted
from polydag.ir.operations import Choose, Gate
from polydag.ir.tasks import Family
from polydag.ir.values import Code, FamilyOutput, OutputOf, Value
from polydag.rendering.imports import Import
from polydag.rendering.pyvalues import Expression, call, expression


@dataclass(frozen=True)
class Row:
    """A line of the flow: `targets` are variables that it binds, left out where nobody reads them."""

    depth: int
    text: str
    targets: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """The body of a flow as indented lines, and what it needs."""

    lines: tuple[str, ...]
    imports: tuple[Import, ...]
    helpers: frozenset[str] = field(default_factory=frozenset)


class FlowWriter:
    """Spells the steps of one flow."""

    def __init__(
        self,
        program: Program,
        rules: Rules,
        needs: Needs,
        callees: Mapping[str, Callee],
        names: Names,
        comments: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.program = program
        self.rules = rules
        self.graph = rules.graph
        self.needs = needs
        self.callees = callees
        self.names = names
        self.comments = comments
        self.rows: list[Row] = []
        self.imports: dict[Import, None] = {}
        self.helpers: set[str] = set()
        self.used: set[str] = set()
        self.values: dict[tuple[str, str], str] = {}
        self.futures: dict[str, str] = {}
        self.tests: dict[str, str] = {}
        self._lists: set[str] = set()
        self.scope = Scope(
            self._output, self._family, self._context, lambda _, name: Expression(name)
        )

    def written(self) -> Written:
        """All lines, indented for the body of a function."""
        self._steps(self.program.steps, 0)
        self._end()
        lines: list[str] = []
        for row in self.rows:
            pad = "    " * (row.depth + 1)
            lines += [f"{pad}{comment}" for comment in row.comments]
            lines.append(pad + self._bound(row))
        return Written(tuple(lines or ["    pass"]), tuple(self.imports), frozenset(self.helpers))

    def _bound(self, row: Row) -> str:
        if not set(row.targets) & self.used:
            return row.text
        targets = [name if name in self.used else "_" for name in row.targets]
        return f"{', '.join(targets)} = {row.text}"

    def _steps(self, steps: tuple[Step, ...], depth: int) -> None:
        for step in steps:
            match step:
                case Direct():
                    self._direct(step, depth)
                case Submit(task=id):
                    self._submit(id, depth)
                case Join():
                    self._join(step, depth)
                case Branch():
                    self._branch(step, depth)
                case Guard():
                    self._guard(step, depth)
                case Attempt():
                    self._attempt(step, depth)
                case Ruled(task=id):
                    self._ruled(id, depth)

    def _row(self, depth: int, text: str, *targets: str, about: str | None = None) -> None:
        self.rows.append(Row(depth, text, targets, self.comments.get(about or "", ())))

    def _direct(self, step: Direct, depth: int) -> None:
        callee = self.callees[step.task]
        if getattr(callee.task.operation, "condition", None) is not None:
            return
        if sequential(callee.task):
            self._loop(callee, depth)
            return
        extra = ["return_state=True"] if step.ignore else []
        text = self._call(callee, "", self._given(callee), extra)
        self._row(depth, text, *self._value_names(callee), about=step.task)

    def _loop(self, callee: Callee, depth: int) -> None:
        targets, collection = self._over(callee)
        given = self._given(callee) | {name: Expression(name) for name in targets}
        text = self._call(callee, "", given, [])
        name = self._value_names(callee)[0]
        self._row(
            depth, f"[{text} for {', '.join(targets)} in {collection}]", name, about=callee.task.id
        )

    def _submit(self, id: str, depth: int) -> None:
        callee = self.callees[id]
        text = self._submission(callee)
        self._row(depth, text, self._future_name(callee), about=id)
        if self.program.tolerant:
            self._decision(callee, depth)

    def _submission(self, callee: Callee, lazily: bool = False) -> str:
        given = self._given(callee, submitted=True, lazily=lazily)
        extra = [] if lazily else self._wait_for(callee)
        if callee.task.mapping is None:
            return self._call(callee, ".submit", given, extra)
        return self._mapped(callee, given, extra)

    def _mapped(self, callee: Callee, given: dict[str, Expression], extra: list[str]) -> str:
        mapping = callee.task.mapping
        assert mapping is not None
        if mapping.mode == "kwargs":
            item = self.names.inner().free("item", "arguments")
            inner = self._call(callee, ".submit", given, [f"**{item}", *extra])
            return f"[{inner} for {item} in {self._spelt(mapping.over['**'])}]"
        if len(mapping.over) == 1:
            ((name, value),) = mapping.over.items()
            collection = self._chained(value)
            mapped = {
                key: found if is_scalar(callee.arguments[key]) else self._unmapped(found)
                for key, found in given.items()
            }
            return self._call(callee, ".map", mapped | {name: collection}, extra)
        targets, text = self._over(callee)
        inner = self._call(callee, ".submit", given | {n: Expression(n) for n in targets}, extra)
        return f"[{inner} for {', '.join(targets)} in {text}]"

    def _over(self, callee: Callee) -> tuple[list[str], str]:
        """Loop variables and what they run over."""
        mapping = callee.task.mapping
        assert mapping is not None
        collections = [self._spelt(value).text for value in mapping.over.values()]
        if len(collections) == 1:
            return list(mapping.over), collections[0]
        if mapping.mode == "zip":
            return list(mapping.over), f"zip({', '.join(collections)})"
        self.imports[Import("itertools", "product")] = None
        return list(mapping.over), f"product({', '.join(collections)})"

    def _chained(self, value: Value) -> Expression:
        if self.needs.is_chained(value) and isinstance(value, OutputOf):
            return self._whole(value.task)
        return self._spelt(value)

    def _unmapped(self, value: Expression) -> Expression:
        self.imports[Import("prefect", "unmapped")] = None
        return Expression(f"unmapped({value.text})")

    def _call(
        self, callee: Callee, method: str, given: Mapping[str, Expression], extra: list[str]
    ) -> str:
        target = callee.target
        self._need(target)
        arguments = [*arguments_text(callee, given), *extra]
        return f"{target.text}{method}({', '.join(arguments)})"

    def _wait_for(self, callee: Callee) -> list[str]:
        id = callee.task.id
        data = {u for u in self.graph.data[id] if u not in self.needs.values(id)}
        chained = set() if callee.task.mapping is None else data
        waits = [
            self._whole(u).text
            for u in self.graph.upstream[id]
            if u in self.futures and (u not in data or u in chained)
        ]
        return [f"wait_for=[{', '.join(waits)}]"] if waits else []

    def _given(
        self, callee: Callee, submitted: bool = False, lazily: bool = False
    ) -> dict[str, Expression]:
        mapped = callee.task.mapping.over if callee.task.mapping is not None else {}
        self._as_future = submitted and not lazily
        self._tolerantly = lazily and callee.task.rule not in ("all_success",)
        found = {
            name: self._spelt(value)
            for name, value in callee.arguments.items()
            if name not in mapped
        }
        self._as_future = False
        self._tolerantly = False
        return found

    _as_future = False
    _tolerantly = False

    def _spelt(self, value: Value) -> Expression:
        found = spell(value, self.scope)
        self._need(found)
        return found

    def _need(self, found: Expression) -> None:
        self.imports.update(dict.fromkeys(found.imports))

    def _output(self, value: OutputOf) -> Expression:
        id = value.task
        known = self.values.get((id, value.output))
        if known is not None:
            self.used.add(known)
            return Expression(subscripted(known, value.path))
        callee = self.callees.get(id)
        if callee is None or id not in self.futures:
            return Expression(f"None  # {id}")
        packed = callee.shape == "tuple"
        if self._as_future and not value.path and not packed and id not in self._unpacked:
            return self._whole(id)
        if self.program.tolerant:
            self.helpers.add("output")
            text = f"output({self._whole(id).text})"
        else:
            text = f"{self._whole(id).text}.result()"
        position = callee.outputs.index(value.output) if packed else None
        return Expression(
            subscripted(text, (*(() if position is None else (position,)), *value.path))
        )

    _unpacked: frozenset[str] = frozenset()

    def _whole(self, id: str) -> Expression:
        self.used.add(self.futures[id])
        return Expression(self.futures[id])

    def _family(self, value: FamilyOutput) -> Expression:
        for node in self.graph.pipeline.nodes:
            if isinstance(node, Family) and node.id == value.family:
                position = next((i for i, m in enumerate(node.members) if m.id == value.task), 0)
                ids = [instance[position].id for instance in node.instances]
                items = [self._output(OutputOf(task=id, output=value.output)) for id in ids]
                return Expression(f"[{', '.join(item.text for item in items)}]")
        return Expression("[]")

    def _context(self, key: str) -> Expression:
        found = dates.fact(key)
        return found if found is not None else Expression(f'"{key}"')

    def _value_names(self, callee: Callee) -> tuple[str, ...]:
        id = callee.task.id
        if all((id, output) in self.values for output in callee.outputs):
            return tuple(self.values[id, output] for output in callee.outputs)
        if isinstance(callee.task.operation, Choose):
            name = self.names.free("taken", f"taken_{identifier(id)}")
            self.tests[id] = name
        elif isinstance(callee.task.operation, Gate):
            name = self.names.free("go_on", f"{identifier(id)}_passed")
            self.tests[id] = name
        if id in self.tests:
            self.values[id, "result"] = self.tests[id]
            return (self.tests[id],)
        names = []
        for output in callee.outputs:
            wanted = self._parameter_for(id, output)
            base = identifier(output if output != "result" else id)
            candidates = (
                *([wanted] if wanted else []),
                base,
                f"{identifier(id)}_{identifier(output)}",
            )
            self.values[id, output] = self.names.free(*candidates)
            names.append(self.values[id, output])
        return tuple(names)

    def _future_name(self, callee: Callee) -> str:
        id = callee.task.id
        wanted = self._parameter_for(id, "result")
        base = identifier(id)
        candidates = (*([wanted] if wanted else []), base, f"{base}_future")
        self.futures[id] = self.names.free(*candidates)
        return self.futures[id]

    def _parameter_for(self, id: str, output: str) -> str | None:
        """What the tasks that take an output call it, where they agree and take it whole."""
        called = {
            name
            for callee in self.callees.values()
            for name, value in callee.arguments.items()
            if isinstance(value, OutputOf) and (value.task, value.output) == (id, output)
            if not value.path
        }
        return called.pop() if len(called) == 1 else None

    def _join(self, step: Join, depth: int) -> None:
        names = [self._whole(id).text for id in step.tasks]
        if len(names) == 1:
            self._row(depth, f"{names[0]}.result()")
            return
        listed = ", ".join(
            f"*{n}" if self._is_list(id) else n for n, id in zip(names, step.tasks, strict=True)
        )
        self.imports[Import("prefect.futures", "wait")] = None
        self._row(depth, f"for future in wait([{listed}]).done:")
        self._row(depth + 1, "future.result()")

    def _is_list(self, id: str) -> bool:
        return self.callees[id].task.mapping is not None

    def _branch(self, step: Branch, depth: int) -> None:
        task = self.callees[step.task].task
        assert isinstance(task.operation, Choose)
        self._declare(step, depth)
        if task.operation.condition is not None:
            self._condition(step, task.operation.condition, depth)
            return
        variable = self.tests[step.task]
        self.used.add(variable)
        word = "if"
        for labels, body in step.arms:
            self._row(depth, f"{word} {_test(variable, labels)}:")
            self._body(body, depth + 1)
            word = "elif"
        self._row(depth, "else:")
        self._row(
            depth + 1,
            f'raise ValueError(f"{step.task} returned {{{variable}!r}}, which is none of its branches")',
        )

    def _condition(self, step: Branch, condition: Code, depth: int) -> None:
        arms = {label: body for labels, body in step.arms for label in labels}
        yes, no = arms.get("true", ()), arms.get("false", ())
        text = self._spelt(condition).text
        if yes or not no:
            self._row(depth, f"if {text}:", about=step.task)
            self._body(yes, depth + 1)
            if no:
                self._row(depth, "else:")
        else:
            self._row(depth, f"if not ({text}):", about=step.task)
        if no:
            self._body(no, depth + 1)

    def _body(self, steps: tuple[Step, ...], depth: int) -> None:
        before = len(self.rows)
        self._steps(steps, depth)
        if len(self.rows) == before:
            self._row(depth, "pass")

    def _declare(self, step: Branch | Guard, depth: int) -> None:
        """Variables that are bound inside and read outside have a value when their arm is not taken."""
        inside = set(_tasks(step))
        for id in sorted(inside, key=self.graph.order.index):
            readers = {d for d, above in self.graph.data.items() if id in above}
            callee = self.callees[id]
            if readers - inside and id not in self.program.submitted:
                for name in self._value_names(callee):
                    self.used.add(name)
                    self._row(depth, "None", name)

    def _guard(self, step: Guard, depth: int) -> None:
        id = step.atom.source
        task = self.callees[id].task
        self._declare(step, depth)
        if task.mapping is not None:
            test = " and ".join(self._spelt(v).text for v in task.mapping.over.values())
        elif isinstance(task.operation, Gate) and task.operation.condition is not None:
            test = self._spelt(task.operation.condition).text
        else:
            test = self.tests[id]
            self.used.add(test)
        if step.rest and depth == 0:
            self._row(depth, f"if not {_grouped(test)}:", about=f"empty:{id}")
            self._row(depth + 1, "return None")
            self._steps(step.body, depth)
            return
        self._row(depth, f"if {test}:", about=f"empty:{id}")
        self._body(step.body, depth + 1)

    def _attempt(self, step: Attempt, depth: int) -> None:
        self._row(depth, "try:")
        self._body(step.body, depth + 1)
        if step.failure:
            self._row(depth, "except Exception:")
            self._steps(step.failure, depth + 1)
            self._row(depth + 1, "raise")
        if step.always:
            self._row(depth, "finally:")
            self._steps(step.always, depth + 1)

    def _ruled(self, id: str, depth: int) -> None:
        callee = self.callees[id]
        rule = callee.task.rule
        above = self.graph.upstream[id]
        if (
            set(above) <= self.program.certain
            and not self.graph.data[id]
            and not self._deciders(id)
        ):
            if rule in ("all_done", "always") and above:
                self._after_all(callee, depth)
                return
            if rule in ("one_failed", "all_failed") and not self.graph.downstream[id]:
                self._after_failure(callee, depth)
                return
        start = self._submission(callee, lazily=True)
        runs = ", ".join(self._whole(u).text for u in above)
        if above:
            self.helpers |= {"submit_if", rule}
            text = f"submit_if({rule}, [{runs}], lambda: {start})"
        else:
            text = start
        refusals = [self._allowed(u, id) for u in self._deciders(id)]
        for allowed in refusals:
            self.helpers.add("SKIPPED")
            text = f"({text} if {allowed} else SKIPPED)"
        if refusals:
            text = text[1:-1]
        self._row(depth, text, self._future_name(callee), about=id)
        self._decision(callee, depth)

    def _after_all(self, callee: Callee, depth: int) -> None:
        """Prefect can wait for a task whatever its state."""
        self.imports[Import("prefect", "allow_failure")] = None
        waits = ", ".join(
            f"allow_failure({self._whole(u).text})" for u in self.graph.upstream[callee.task.id]
        )
        given = self._given(callee, submitted=True)
        text = self._call(callee, ".submit", given, [f"wait_for=[{waits}]"])
        self._row(depth, text, self._future_name(callee), about=callee.task.id)

    def _after_failure(self, callee: Callee, depth: int) -> None:
        """A notification that nothing waits for is submitted or not."""
        id = callee.task.id
        runs = [
            f"*{n}" if self._is_list(u) else n
            for u in self.graph.upstream[id]
            for n in [self._whole(u).text]
        ]
        listed = ", ".join(runs)
        self.imports[Import("prefect.futures", "wait")] = None
        self._row(depth, f"wait([{listed}])", about=id)
        start = self._call(callee, ".submit", self._given(callee, submitted=True), [])
        if len(runs) == 1 and not listed.startswith("*"):
            test = f"not {listed}.state.is_completed()"
        else:
            word = "any" if callee.task.rule == "one_failed" else "all"
            test = f"{word}(not run.state.is_completed() for run in [{listed}])"
        self._lists.add(id)
        self._row(depth, f"[{start}] if {test} else []", self._future_name(callee))

    def _deciders(self, id: str) -> list[str]:
        """Choices and gates that can refuse the task whatever its rule."""
        direct = [
            u
            for u in self.graph.upstream[id]
            if isinstance(self.callees[u].task.operation, Gate)
            or any(id in ids for ids in self.rules.choices.get(u, {}).values())
        ]
        cascading = [u for u in self.graph.order if u in set(self.rules.cascading(id))]
        return list(dict.fromkeys((*direct, *cascading)))

    def _decision(self, callee: Callee, depth: int) -> None:
        """What a choice or gate decided, as a variable: None when it was not reached or failed."""
        id = callee.task.id
        if not isinstance(callee.task.operation, Choose | Gate):
            return
        is_choice = isinstance(callee.task.operation, Choose)
        name = self.names.free("taken" if is_choice else "go_on", f"{identifier(id)}_said")
        self.tests[id] = name
        self.helpers.add("output")
        self._row(depth, f"output({self._whole(id).text})", name)
        if (
            is_choice
            and isinstance(callee.task.operation, Choose)
            and not callee.task.operation.many
        ):
            labels = expression([*callee.task.operation.labels, None]).text
            self.used.add(name)
            self._row(depth, f"if {name} not in {labels}:")
            self._row(
                depth + 1,
                f'raise ValueError(f"{id} returned {{{name}!r}}, which is none of its branches")',
            )

    def _allowed(self, decider: str, id: str) -> str:
        name = self.tests[decider]
        self.used.add(name)
        operation = self.callees[decider].task.operation
        if isinstance(operation, Gate):
            return f"{name} is None or {name}"
        labels = [label for label, ids in self.rules.choices[decider].items() if id in ids]
        assert isinstance(operation, Choose)
        if operation.many:
            test = " or ".join(f"{expression(label).text} in {name}" for label in labels)
            return f"{name} is None or {test}"
        return f"{name} in {expression([*labels, None]).text}"

    def _end(self) -> None:
        returns = self.graph.pipeline.returns
        ids = [id for id in self.program.returned if id in self.futures]
        if returns is not None and not self.program.tolerant:
            wanted = {o for o in self._returned_tasks(returns)}
            rest = [id for id in ids if id not in wanted]
            if rest:
                self._join(Join(tuple(rest)), 0)
            self._as_future = True
            self._row(0, f"return {self._spelt(returns).text}")
            return
        if not ids:
            return
        if len(ids) == 1 and not self.program.tolerant:
            self._row(0, f"return {self._whole(ids[0]).text}")
            return
        listed = ", ".join(self._listed(id) for id in ids)
        self._row(0, f"return [{listed}]")

    def _listed(self, id: str) -> str:
        name = self._whole(id).text
        if id in self._lists:
            return f"*{name}"
        if not self._is_list(id):
            return name
        if self.program.tolerant:
            return f"*({name} if isinstance({name}, list) else [{name}])"
        return f"*{name}"

    def _returned_tasks(self, value: Value) -> list[str]:
        from polydag.ir.values import walk

        return [inner.task for inner in walk(value) if isinstance(inner, OutputOf)]


def _test(variable: str, labels: frozenset[str]) -> str:
    if len(labels) == 1:
        (label,) = labels
        return f"{variable} == {expression(label).text}"
    return f"{variable} in {expression(tuple(sorted(labels))).text}"


def _grouped(test: str) -> str:
    return f"({test})" if " " in test else test


def _tasks(step: Step) -> list[str]:
    match step:
        case Direct(task=id) | Submit(task=id) | Ruled(task=id):
            return [id]
        case Branch(arms=arms):
            return [id for _, body in arms for inner in body for id in _tasks(inner)]
        case Guard(body=body):
            return [id for inner in body for id in _tasks(inner)]
        case Attempt():
            return [i for inner in (*step.body, *step.failure, *step.always) for i in _tasks(inner)]
        case Join():
            return []


__all__ = ["FlowWriter", "Written", "call"]
