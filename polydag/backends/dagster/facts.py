"""Facts about one pipeline that every later decision needs: what may be skipped, what a failure reaches, what a branch starts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from polydag.backends.dagster.handlers import ends, handlers_of
from polydag.ir.expand import expanded
from polydag.ir.functions import Function, Use, flat_uses
from polydag.ir.graph import Graph, graph_of
from polydag.ir.operations import Choose, Gate, Opening
from polydag.ir.pipeline import Asset, Module, Pipeline
from polydag.ir.policies import Hook
from polydag.ir.reads import arguments_of, outputs_pulled, outputs_read
from polydag.ir.skips import skips_itself
from polydag.ir.tasks import Handler, Task
from polydag.ir.values import Constant, Entries, Items, OutputOf, Value, walk

# The rule of what handles a failure: a tried task itself failed, not something before it.
TRIED = "tried_failed"
# A failure above makes a task with one of these rules upstream_failed, never anything else.
PASSING = frozenset({"all_success", "none_failed", "none_failed_min_one_success"})


@dataclass(frozen=True)
class Facts:
    """A pipeline with what follows from it; tasks are flat (families expanded)."""

    module: Module
    pipeline: Pipeline
    by_rules: bool = False

    @cached_property
    def makers(self) -> Counter[str]:
        """How many tasks of the module make each asset."""
        flat = (task for p in self.module.pipelines for task in expanded(p).tasks)
        return Counter(asset for task in flat for asset in task.publishes)

    def asset_of(self, task: Task) -> Asset | None:
        """The asset that a task alone makes: of two with one key Dagster would refuse the whole code location."""
        if not task.publishes or self.makers[task.publishes[0]] > 1:
            return None
        return self.module.assets.get(task.publishes[0])

    @cached_property
    def caught(self) -> dict[str, Handler]:
        """Tasks whose failure is an output, as a `try` of the source catches it."""
        return {} if self.by_rules else {h.tries[0]: h for h in handlers_of(self.pipeline)}

    @cached_property
    def reacting(self) -> dict[str, Handler]:
        """Tasks that a `try` starts by trigger rules."""
        if not self.by_rules:
            return {}
        handlers = handlers_of(self.pipeline)
        return {b: h for h in handlers for b in h.body if self.tasks[b].rule == "one_failed"}

    def catching(self, id: str) -> list[str]:
        """Tasks whose caught failure starts the task."""
        return [tried for tried, handler in self.caught.items() if id in handler.body]

    def after_catching(self, id: str) -> dict[str, list[str]]:
        """Tasks that were tried before the task, with the last of the tasks that handle each one's failure."""
        above = self.graph.upstream[id]
        return {
            tried: ends(self.pipeline, handler)
            for tried, handler in self.caught.items()
            if tried in above and id not in handler.body
        }

    @cached_property
    def graph(self) -> Graph:
        return graph_of(self.pipeline)

    @property
    def tasks(self) -> dict[str, Task]:
        return self.graph.tasks

    def function(self, task: Task) -> Function | None:
        """The author's function that the task runs, where its text is known."""
        return self.module.functions.get(getattr(task.operation, "function", ""))

    def uses(self, task: Task) -> tuple[Use, ...]:
        """Every intrinsic in the task's function, nested ones included."""
        function = self.function(task)
        return tuple(flat_uses(function.uses)) if function is not None else ()

    def skips(self, task: Task) -> bool:
        """Whether the task may be skipped by itself: its function may ask for that, or it is a wait that gives up."""
        asks = any(use.kind == "skip" for use in self.uses(task))
        return asks or skips_itself(task.operation, self.function(task))

    def present(self, id: str) -> frozenset[str]:
        """Tasks above of which the task takes what was given, in a list: what Dagster does by itself."""
        return frozenset(
            inner.task
            for value in arguments_of(self.tasks[id].operation).values()
            if isinstance(value, Items) and value.shape == "present"
            for inner in value.items
            if isinstance(inner, OutputOf)
        )

    def rule(self, id: str) -> str:
        """The rule in effect: without anything upstream a task runs whatever its rule says."""
        if id in self.reacting:
            return TRIED
        return self.tasks[id].rule if self.graph.upstream[id] else "all_success"

    @cached_property
    def starts(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """For each choice its labels with the tasks that each starts."""
        return {
            id: {label: self._entries(id, ids) for label, ids in task.operation.labels.items()}
            for id, task in self.tasks.items()
            if isinstance(task.operation, Choose)
        }

    def _entries(self, chooser: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Tasks directly below the choice that stand for the named nodes (tasks, groups, families)."""
        found: list[str] = []
        for id in ids:
            members = [id] if id in self.tasks else self.members(id)
            direct = [m for m in members if m in self.graph.downstream[chooser]]
            found += direct or members[:1]
        return tuple(dict.fromkeys(found))

    def members(self, node: str) -> list[str]:
        """The tasks of a group path or a family."""
        path = tuple(node.split("."))
        grouped = [id for id, task in self.tasks.items() if task.group[: len(path)] == path]
        if grouped:
            return grouped
        for family in self.pipeline.nodes:
            if family.id == node and family.kind == "family":
                return [t.id for instance in family.instances for t in instance] or [
                    t.id for t in family.members
                ]
        return []

    @cached_property
    def gated(self) -> dict[str, tuple[str, ...]]:
        """For each gate the tasks that it skips by itself."""
        return {
            id: tuple(
                below
                for below in self.tasks
                if below
                in (
                    self.graph.descendants(id)
                    if isinstance(task.operation, Gate) and task.operation.cascade
                    else self.graph.downstream[id]
                )
            )
            for id, task in self.tasks.items()
            if isinstance(task.operation, Opening)
        }

    @cached_property
    def may_skip(self) -> frozenset[str]:
        """Tasks that can end skipped although nothing failed."""
        found = {id for below in self.gated.values() for id in below}
        found |= {id for chooser in self.starts for id in self.graph.downstream[chooser]}
        found |= {id for handler in self.caught.values() for id in handler.body}
        for id in self.graph.order:
            itself = self._skips_itself(self.tasks[id]) or self._lacks_output(id)
            if itself or self._passes_skip(id, found):
                found.add(id)
        return frozenset(found)

    def over(self, task: Task) -> tuple[Value, ...]:
        """The collections that a task is mapped over, by itself or with its group."""
        group = self.graph.mapped.around(task)
        mapping = task.mapping if group is None else group.mapping
        return tuple(mapping.over.values()) if mapping is not None else ()

    def gathers(self, reader: Task, id: str) -> bool:
        """Whether a reader of a task's outputs is given those of all its instances."""
        task = self.tasks.get(id)
        if task is None or task.mapping is None:
            return False
        return not self.graph.mapped.together(reader, task)

    def _skips_itself(self, task: Task) -> bool:
        mapped = not all(map(literal, self.over(task)))
        return mapped or self.skips(task)

    def _lacks_output(self, id: str) -> bool:
        """Whether an output that the task needs may be left out."""
        return bool(self.needed(id)) or any(
            one.output in function.optional
            for one in outputs_read(self.tasks[id])
            if isinstance(one, OutputOf) and one.task in self.tasks
            if (function := self.function(self.tasks[one.task])) is not None
        )

    def needed(self, id: str) -> tuple[tuple[str, str], ...]:
        """Optional outputs that the task waits for without taking them."""
        return tuple(
            (edge.upstream, edge.output)
            for edge in self.graph.edges
            if edge.downstream == id and edge.output is not None
        )

    def _passes_skip(self, id: str, skipping: set[str]) -> bool:
        handling = {end for last in self.after_catching(id).values() for end in last}
        above = [up for up in self.graph.upstream[id] if up not in handling]
        match self.rule(id):
            case "all_success" | "none_skipped" | "all_done_min_one_success":
                return any(upstream in skipping for upstream in above)
            case "none_failed_min_one_success" | "one_success" | "one_done":
                return bool(above) and all(upstream in skipping for upstream in above)
            case "one_failed" | "all_failed" | "all_skipped" | "tried_failed":
                return bool(above)
            case _:
                return False

    @cached_property
    def deciding(self) -> frozenset[str]:
        """Tasks whose failure (or failed upstream) makes the run fail."""
        if self.pipeline.outcome == "listed":
            return frozenset(id for id in self.pipeline.listed if id in self.tasks)
        fatal = {id for id, task in self.tasks.items() if task.fatal}
        if self.pipeline.outcome == "any":
            return frozenset(fatal)
        return frozenset(fatal.intersection(self.graph.ends))

    @cached_property
    def pulled(self) -> dict[str, tuple[str, ...]]:
        """For each task those whose outputs the body reads by itself."""
        return {
            id: tuple(dict.fromkeys(o.task for o in outputs_pulled(task) if o.task in self.tasks))
            for id, task in self.tasks.items()
        }

    @cached_property
    def consumers(self) -> dict[str, tuple[str, ...]]:
        """For each task those that are given an output of it, or read one by themselves."""
        found: dict[str, dict[str, None]] = {id: {} for id in self.tasks}
        for id in self.tasks:
            for read in (*self.graph.data[id], *self.pulled[id]):
                found[read].setdefault(id)
        return {id: tuple(readers) for id, readers in found.items()}

    @cached_property
    def runs(self) -> Counter[str]:
        """How many tasks of the module run each function."""
        return Counter(getattr(task.operation, "function", "") for task in self._every)

    @cached_property
    def called(self) -> frozenset[str]:
        """Functions that other code of the module calls, or that are hooks."""
        hooks: list[Hook] = [hook for task in self._every for hook in task.hooks]
        for one in self.module.pipelines:
            hooks += (*one.hooks, *one.defaults.hooks)
        found = {hook.function for hook in hooks if hook.function is not None}
        for name, function in self.module.functions.items():
            found |= {*function.names} - {name}
        return frozenset(found.union(*(prelude.reads for prelude in self.module.prelude)))

    @cached_property
    def _every(self) -> tuple[Task, ...]:
        return tuple(task for one in self.module.pipelines for task in expanded(one).tasks)


def literal(value: Value) -> bool:
    """Whether a collection is known while writing, and not empty."""
    known = all(isinstance(inner, Constant | Items | Entries) for inner in walk(value))
    return known and isinstance(value, Items) and bool(value.items)
