"""The lines of a DAG's body: tasks in groups, in an order in which every name is bound before it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polydag.backends.airflow.decorated import Decorated, id_expression
from polydag.backends.airflow.draw import Drawing, DrawnTask
from polydag.backends.airflow.edges import Edges, chains, line
from polydag.backends.airflow.folds import Fold
from polydag.backends.airflow.handles import arguments_read
from polydag.backends.airflow.mapped_groups import MappedGroup, call_of, decorator_of
from polydag.backends.airflow.mapping import expanded_call
from polydag.backends.airflow.work import Work, comment_lines, docstring
from polydag.ir.reads import arguments_of, outputs_of, outputs_read
from polydag.ir.tasks import Task
from polydag.ir.values import FamilyOutput, Items, OutputOf, Value, walk
from polydag.rendering.pyvalues import expression

_INDENT = "    "


@dataclass(frozen=True)
class Layout:
    """What the lines of one pipeline are made from."""

    drawing: Drawing
    decorated: Mapping[str, Decorated]
    work: Work

    def lines(self) -> list[str]:
        """The body, without indentation of its own."""
        statements = {id: self._statement(drawn) for id, drawn in self.drawing.tasks.items()}
        inlined = self._inlined(statements)
        names = {id: inlined.get(id, name) for id, name in self.drawing.speller.handles.items()}
        shown = {id: text for id, text in statements.items() if id not in inlined}
        order = {id: rank for rank, id in enumerate(self.drawing.flow.by_id)}
        names |= self._list_names()
        inner = {edge for group in self.drawing.groups for edge in group.inner}
        outer = tuple(edge for edge in self.drawing.edges if edge not in inner)
        edges = self._edge_lines(outer, order, names, self._many())
        edges += self._chain_lines()
        return [*self._tasks(shown), *([""] if edges and shown else []), *edges]

    def _many(self) -> frozenset[str]:
        """Members of loops, whose name in a line is a list."""
        return frozenset(member for fold in self.drawing.folds for member in fold.members)

    def _list_names(self) -> dict[str, str]:
        return {member: name for (_, member), name in self.drawing.speller.lists.items() if member}

    def _tasks(self, shown: Mapping[str, str], inside: MappedGroup | None = None) -> list[str]:
        """The tasks of the DAG, or of the function of a mapped group."""
        base = inside.path if inside is not None else ()
        found: list[str] = []
        opened = base
        written: set[str] = set()
        for id in self._order(inside):
            if id not in shown or id in written:
                continue
            members, path, rows = self._unit(id, shown, inside)
            found += self._open_groups(path, opened, len(base))
            opened = path
            written |= set(members)
            found += [_INDENT * (len(opened) - len(base)) + row if row else row for row in rows]
        return found

    def _unit(
        self, id: str, shown: Mapping[str, str], inside: MappedGroup | None
    ) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
        """What is written together with a task: the tasks, the path of the group that they stand in, the lines."""
        group, fold = self.drawing.group_of.get(id), self.drawing.fold_of.get(id)
        if group is not None and group is not inside:
            return group.members, group.path[:-1], self._mapped(group, shown)
        if fold is not None:
            return fold.members, fold.around, self._loop(fold, shown)
        return (id,), self.drawing.flow.by_id[id].group, self._task(id, shown)

    def _mapped(self, mapped: MappedGroup, shown: Mapping[str, str]) -> list[str]:
        """A mapped group: the function that builds it once, and the call that maps it."""
        speller = self.drawing.speller
        order = {id: rank for rank, id in enumerate(mapped.members)}
        rows = docstring(mapped.group.doc).split("\n") if mapped.group.doc else []
        rows += self._tasks(shown, mapped)
        rows += self._edge_lines(mapped.inner, order, speller.handles)
        returned = ", ".join(speller.handles[id] for id in mapped.returned)
        rows += [f"return {returned}"] if returned else []
        head = f"def {mapped.function}({', '.join(mapped.parameters)}):"
        call = call_of(mapped, speller.handles, speller, self.work)
        body = [_INDENT + row if row else row for row in rows]
        return ["", decorator_of(mapped, self.work), head, *body, "", *call]

    def _task(self, id: str, statements: Mapping[str, str]) -> list[str]:
        return [*self._comments(self.drawing.flow.by_id[id]), statements[id]]

    def _loop(self, fold: Fold, statements: Mapping[str, str]) -> list[str]:
        """The loop again: lists of what later lines refer to, the `for`, one iteration."""
        speller, family = self.drawing.speller, fold.family
        lists = {member: name for (id, member), name in speller.lists.items() if id == family.id}
        order = {id: rank for rank, id in enumerate(fold.members)}
        rows = [row for id in fold.members for row in self._task(id, statements)]
        rows += self._edge_lines(fold.inner, order, speller.handles)
        group = lists.get("")
        if fold.group is not None:
            doc = f", tooltip={expression(fold.doc)}" if fold.doc else ""
            name = " as group" if group is not None else ""
            opening = f"with {self.work.sdk('TaskGroup')}({fold.group}{doc}){name}:"
            rows = [opening, *(_INDENT + row for row in rows)]
        rows += [f"{name}.append({self._appended(member, fold)})" for member, name in lists.items()]
        over = self.work.use(speller.argument(family.over))
        head = f"for {', '.join(family.variables)} in {over}:"
        made = [f"{name} = []" for name in lists.values()]
        return [*made, head, *(_INDENT + row for row in rows)]

    def _appended(self, member: str, fold: Fold) -> str:
        if not member:
            return (
                "group" if fold.group is not None else self.drawing.speller.handles[fold.members[0]]
            )
        handle = self.drawing.speller.handles[member]
        is_read = any(
            isinstance(inner, FamilyOutput) and inner.task == member
            for task in self.drawing.flow.tasks
            for value in arguments_of(task.operation).values()
            for inner in walk(value)
        )
        is_operator = member in self.drawing.speller.plain_handles
        return f"{handle}.output" if is_operator and is_read else handle

    def _edge_lines(
        self,
        edges: Edges,
        order: Mapping[str, int],
        names: Mapping[str, str],
        many: frozenset[str] = frozenset(),
    ) -> list[str]:
        """Dependencies; one with a label has a line of its own."""
        labels = {(e.upstream, e.downstream): e.label for e in self.drawing.flow.edges if e.label}
        plain = tuple(edge for edge in edges if edge not in labels)
        lines = [line(chain, names) for chain in chains(plain, order, many)]
        for upstream, downstream in (edge for edge in edges if edge in labels):
            label = f"{self.work.sdk('Label')}({expression(labels[upstream, downstream]).text})"
            lines.append(f"{names[upstream]} >> {label} >> {names[downstream]}")
        return lines

    def _chain_lines(self) -> list[str]:
        """Iterations that follow each other, with what stands before the first and after the last."""
        found: list[str] = []
        for fold in self.drawing.folds:
            if not fold.chained:
                continue
            handles, members = self.drawing.speller.handles, set(fold.members)
            before = [a for a, b in fold.outer if b in members][:1]
            after = [b for a, b in fold.outer if a in members][:1]
            name = self.drawing.speller.lists[(fold.family.id, "")]
            parts = [*(handles[id] for id in before), f"*{name}", *(handles[id] for id in after)]
            found.append(f"{self.work.sdk('chain')}({', '.join(parts)})")
        return found

    def _open_groups(
        self, path: tuple[str, ...], opened: tuple[str, ...], base: int = 0
    ) -> list[str]:
        shared = 0
        while shared < min(len(path), len(opened)) and path[shared] == opened[shared]:
            shared += 1
        return [
            _INDENT * (depth - base) + self._group(path[: depth + 1])
            for depth in range(shared, len(path))
        ]

    def _group(self, path: tuple[str, ...]) -> str:
        arguments = [expression(path[-1]).text]
        known = next((g for g in self.drawing.flow.pipeline.groups if g.path == path), None)
        if known is not None and known.doc:
            arguments.append(f"tooltip={expression(known.doc)}")
        prefix = ".".join(path) + "."
        members = [t for t in self.drawing.flow.tasks if t.group[: len(path)] == path]
        if not all(self.drawing.flow.addresses.get(t.id, t.id).startswith(prefix) for t in members):
            arguments.append("prefix_group_id=False")
        return f"with {self.work.sdk('TaskGroup')}({', '.join(arguments)}):"

    def _order(self, inside: MappedGroup | None) -> list[str]:
        """The source's order as far as data allows, groups and loops kept together."""
        flow = self.drawing.flow
        tasks = [t for t in flow.tasks if inside is None or t.id in inside.members]
        unit = {task.id: self._first_of(task.id, inside) for task in tasks}
        needs: dict[str, set[str]] = {id: set() for id in dict.fromkeys(unit.values())}
        for task in tasks:
            read = {o.task for o in outputs_read(task)}
            if inside is None and task.id in self.drawing.group_of:
                read |= {o.task for o in outputs_of(self.drawing.group_of[task.id].over)}
            needs[unit[task.id]] |= {unit[id] for id in read if id in unit} - {unit[task.id]}
        open_ids, found, group = list(needs), list[str](), tuple[str, ...]()
        while open_ids:
            ready = [id for id in open_ids if needs[id] <= set(found)]
            same = [id for id in ready if flow.by_id[id].group == group and group]
            chosen = (same or ready or open_ids)[0]
            open_ids.remove(chosen)
            found.append(chosen)
            group = flow.by_id[chosen].group
        return found

    def _first_of(self, id: str, inside: MappedGroup | None) -> str:
        """The first task of what a task is written together with."""
        group, fold = self.drawing.group_of.get(id), self.drawing.fold_of.get(id)
        if inside is None and group is not None:
            return group.members[0]
        return fold.members[0] if fold is not None else id

    def _comments(self, task: Task) -> list[str]:
        drawn = self.drawing.tasks[task.id]
        own = [*comment_lines(task.comment), *drawn.lowered.above]
        return (
            own
            if self._stands_on_function(drawn)
            else [*own, *self.drawing.told(task.id, self.work)]
        )

    def _stands_on_function(self, drawn: DrawnTask) -> bool:
        """Whether what is told about a task stands above its function, as no other task runs that."""
        found = self.decorated.get(drawn.lowered.function)
        return found is not None and len(found.overrides) == 1

    def _statement(self, drawn: DrawnTask) -> str:
        handle = self.drawing.speller.handles.get(drawn.task.id)
        text = self._roled(drawn, self._call(drawn))
        return f"{handle} = {text}" if handle is not None else text

    def _roled(self, drawn: DrawnTask, text: str) -> str:
        if drawn.task.role == "setup":
            return f"{text}.as_setup()"
        if drawn.task.role == "teardown":
            above = self.drawing.whole.graph.upstream[drawn.task.id]
            fatal = "on_failure_fail_dagrun=True" if drawn.task.fatal else ""
            setups = [
                self.drawing.speller.handles[id]
                for id in above
                if self.drawing.whole.by_id[id].role == "setup"
            ]
            first = (
                f"setups={setups[0]}"
                if len(setups) == 1
                else f"setups=[{', '.join(setups)}]"
                if setups
                else ""
            )
            return f"{text}.as_teardown({', '.join(part for part in (first, fatal) if part)})"
        return text

    def _call(self, drawn: DrawnTask) -> str:
        lowered, task = drawn.lowered, drawn.task
        if lowered.call:
            return lowered.call
        if lowered.function:
            overrides = self.decorated[lowered.function].overrides[
                (self.drawing.flow.pipeline.id, task.id)
            ]
            return self._decorated_call(drawn, overrides)
        own = {"task_id": id_expression(self.drawing, task.id)} | lowered.keywords | drawn.policies
        if task.mapping is not None and task.mapping.mode != "group":
            return expanded_call(
                lowered.operator, own, lowered.arguments, task, self.drawing.speller, self.work
            )
        return f"{lowered.operator}({self._keywords(own)})"

    def _decorated_call(self, drawn: DrawnTask, overrides: Mapping[str, object]) -> str:
        lowered, task = drawn.lowered, drawn.task
        callee = lowered.function
        if overrides:
            callee += f".override({self._keywords(overrides)})"
        if task.mapping is not None and task.mapping.mode != "group":
            return expanded_call(
                callee, {}, lowered.arguments, task, self.drawing.speller, self.work
            )
        return f"{callee}({', '.join(self._arguments(lowered.function, lowered.arguments))})"

    def _keywords(self, keywords: Mapping[str, object]) -> str:
        return ", ".join(f"{name}={self.work.use(value)}" for name, value in keywords.items())  # type: ignore[arg-type]  # expressions

    def _arguments(self, function: str, arguments: Mapping[str, Value]) -> list[str]:
        """References by position as far as the signature goes, everything else by name."""
        known = self.drawing.flow.functions.get(function)
        kinds = {p.name: p.kind for p in known.arguments} if known is not None else {}
        names = [name for name, kind in kinds.items() if kind == "positional"]
        found: list[str] = []
        by_position = True
        rest = dict(arguments)
        starred = next((n for n, kind in kinds.items() if kind == "var_positional"), "")
        if starred in rest:
            more = self._starred(rest.pop(starred))
            before = [self._argument(rest.pop(name)) for name in names if name in rest]
            return [*before, *more, *self._by_name(function, rest)]
        for name in names:
            value = rest.get(name)
            by_position = (
                by_position
                and value is not None
                and value.kind in ("output", "parameter", "variable", "family_output")
            )
            if not by_position or value is None:
                break
            found.append(self._argument(value))
            del rest[name]
        return [*found, *self._by_name(function, rest)]

    def _starred(self, value: Value) -> list[str]:
        """What a `*` parameter takes: the items of a list that is known, the list that a loop filled."""
        if isinstance(value, Items):
            return [self._argument(item) for item in value.items]
        return [f"*{self._argument(value)}"]

    def _argument(self, value: Value) -> str:
        return self.work.use(self.drawing.speller.argument(value))

    def _by_name(self, function: str, arguments: Mapping[str, Value]) -> list[str]:
        known = self.drawing.flow.functions.get(function)
        spread = (
            {p.name for p in known.parameters if p.kind == "var_keyword"}
            if known is not None
            else set()
        )
        found: list[str] = []
        for name, value in arguments.items():
            if name in spread and value.kind == "entries":
                found += self._by_name("", value.entries)
            else:
                found.append(f"{name}={self._argument(value)}")
        return found

    def _inlined(self, statements: Mapping[str, str]) -> dict[str, str]:
        """Calls without arguments that only one line of dependencies needs, written in that line."""
        counts: dict[str, int] = {}
        order = {id: rank for rank, id in enumerate(self.drawing.flow.by_id)}
        for chain in chains(self.drawing.edges, order):
            for side in chain:
                for id in side:
                    counts[id] = counts.get(id, 0) + 1
        read = {o.task for task in self.drawing.flow.tasks for o in arguments_read(task)}
        returned = self.drawing.flow.pipeline.returns
        read |= {returned.task} if isinstance(returned, OutputOf) else set()
        single = all(
            counts.get(id) == 1 and id not in read and self._is_plain(id) for id in statements
        )
        if not single or not self.drawing.edges:
            return {}
        return {id: text.partition(" = ")[2] for id, text in statements.items()}

    def _is_plain(self, id: str) -> bool:
        drawn = self.drawing.tasks[id]
        plain = bool(drawn.lowered.function) and not drawn.task.group and not drawn.task.comment
        return (
            plain
            and drawn.task.mapping is None
            and not drawn.lowered.arguments
            and drawn.task.role in ("work", "glue")
        )
