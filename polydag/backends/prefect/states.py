"""What a pipeline's rules make of a run in which given tasks fail: the facts on which the shape of a flow is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from typing import Literal

from polydag.backends.prefect.needs import over
from polydag.ir.expand import expanded
from polydag.ir.graph import Graph
from polydag.ir.operations import Choose, Gate, Opening
from polydag.ir.tasks import Handler, Task, TriggerRule
from polydag.ir.values import Items, OutputOf, Value

State = Literal["success", "failed", "skipped", "upstream_failed"]
States = Mapping[str, State]
Verdict = Literal["run", "skipped", "upstream_failed"]

# More combinations of branches than this are not enumerated; the flow is then written task by task.
_COMBINATIONS = 256


@dataclass(frozen=True)
class Outcome:
    """Which tasks fail, what each choice takes, and which gates or maps let nothing through."""

    failed: frozenset[str] = frozenset()
    chosen: Mapping[str, str] = field(default_factory=dict)
    shut: frozenset[str] = frozenset()


def verdict(rule: TriggerRule, above: Sequence[State], setups: Sequence[State] = ()) -> Verdict:
    """What a trigger rule says once everything above is done; without anything above a task runs."""
    if not above:
        return "run"
    if rule == "all_done_setup_success":
        return _after_setups(frozenset(setups))
    return _VERDICTS[rule](frozenset(above))


Above = frozenset[State]
_FAILED: Above = frozenset({"failed", "upstream_failed"})
_ALL_SKIPPED: Above = frozenset({"skipped"})


def _after_setups(setups: Above) -> Verdict:
    if not setups or "success" in setups:
        return "run"
    return "skipped" if setups == _ALL_SKIPPED else "upstream_failed"


def _unless_failed(otherwise: Callable[[Above], Verdict]) -> Callable[[Above], Verdict]:
    return lambda above: "upstream_failed" if above & _FAILED else otherwise(above)


def _if(runs: Callable[[Above], bool]) -> Callable[[Above], Verdict]:
    return lambda above: "run" if runs(above) else "skipped"


def _one_success(above: Above) -> Verdict:
    if "success" in above:
        return "run"
    return "skipped" if above == _ALL_SKIPPED else "upstream_failed"


def _min_one_success(above: Above) -> Verdict:
    if "skipped" in above:
        return "skipped"
    return "run" if "success" in above else "upstream_failed"


_VERDICTS: Mapping[TriggerRule, Callable[[Above], Verdict]] = {
    "all_done": lambda above: "run",
    "always": lambda above: "run",
    "all_success": _unless_failed(lambda above: "skipped" if "skipped" in above else "run"),
    "none_failed": _unless_failed(lambda above: "run"),
    "none_failed_min_one_success": _unless_failed(
        lambda above: "skipped" if above == _ALL_SKIPPED else "run"
    ),
    "one_success": _one_success,
    "all_done_min_one_success": _min_one_success,
    "all_failed": _if(lambda above: above <= _FAILED),
    "one_failed": _if(lambda above: bool(above & _FAILED)),
    "one_done": _if(lambda above: bool(above & {"success", "failed"})),
    "all_skipped": _if(lambda above: above == _ALL_SKIPPED),
    "none_skipped": _if(lambda above: "skipped" not in above),
}


@dataclass(frozen=True)
class Rules:
    """A graph with its choices, gates and maps, whose runs can be worked out.

    `refused` are labels that the flow does not take: (choice, label).
    """

    graph: Graph
    refused: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def choices(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Per choice the tasks directly below that each label starts."""
        return {
            id: {
                label: self._tasks(ids)
                for label, ids in task.operation.labels.items()
                if (id, label) not in self.refused
            }
            for id, task in self.graph.tasks.items()
            if isinstance(task.operation, Choose)
        }

    @cached_property
    def handlers(self) -> tuple[Handler, ...]:
        """Every `try` of the author around tasks."""
        known = (n for n in self.graph.pipeline.nodes if isinstance(n, Handler))
        return tuple(handler for handler in known if self._is_closed(handler))

    def _is_closed(self, handler: Handler) -> bool:
        """Whether nothing outside of a handler's body takes what is made in it."""
        body = set(handler.body)
        return all(set(self.graph.downstream[id]) <= body for id in handler.body)

    @cached_property
    def handled(self) -> dict[str, Handler]:
        """The handler in whose body a task stands."""
        return {id: handler for handler in self.handlers for id in handler.body}

    @cached_property
    def valves(self) -> tuple[str, ...]:
        """Gates, and mapped tasks over a collection that may be empty: of a mapped group the first task."""
        return tuple(
            id
            for id, task in self.graph.tasks.items()
            if isinstance(task.operation, Opening)
            or (self.valve(id) == id and self._stops_when_empty(task))
        )

    def valve(self, id: str) -> str:
        """The task that stands for the collection which a task is mapped over: of a mapped group the first."""
        return self.members(id)[0]

    def members(self, id: str) -> tuple[str, ...]:
        """The tasks that are mapped together with a task, in the source's order."""
        group = self.graph.mapped.around(self.graph.tasks[id])
        return (id,) if group is None else self._mapped[group.path]

    @cached_property
    def _mapped(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The tasks of every mapped group."""
        found: dict[tuple[str, ...], list[str]] = {}
        for id, task in self.graph.tasks.items():
            group = self.graph.mapped.around(task)
            if group is not None:
                found.setdefault(group.path, []).append(id)
        return {path: tuple(ids) for path, ids in found.items()}

    def _stops_when_empty(self, task: Task) -> bool:
        """Whether a map over nothing skips more than itself: a map of no elements is no run anyway."""
        if not may_be_empty(task, self.graph):
            return False
        open_ids, seen = [*self.members(task.id)], set[str](self.members(task.id))
        while open_ids:
            for id in set(self.graph.downstream[open_ids.pop()]) - seen:
                below = self.graph.tasks[id]
                if below.rule not in ("none_failed", "all_done", "always"):
                    if below.mapping is None:
                        return True
                    seen.add(id)
                    open_ids.append(id)
        return False

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Every combination of branches in a run without failures, or only the first of very many."""
        labels = [list(arms) for arms in self.choices.values()]
        combinations = product(*labels, *([(False, True)] * len(self.valves)))
        return tuple(self._outcome(values) for values in islice(combinations, _COMBINATIONS + 1))

    @property
    def enumerable(self) -> bool:
        """Whether `outcomes` has them all."""
        return len(self.outcomes) <= _COMBINATIONS

    def states(self, outcome: Outcome) -> States:
        """The state of every task in such a run."""
        found: dict[str, State] = {}
        for id in self._order:
            found[id] = self._state(id, found, outcome)
        return found

    @cached_property
    def runs(self) -> tuple[States, ...]:
        """The states of every task in each of the outcomes."""
        return tuple(self.states(outcome) for outcome in self.outcomes)

    def failures(self, id: str) -> Iterator[States]:
        """The states in the runs in which a task fails: those of the outcomes in which it runs.

        What does not follow from the task is as it is without its failure.
        """
        following = self._following(id)
        for outcome, states in zip(self.outcomes, self.runs, strict=True):
            if states[id] == "success":
                failing = Outcome(frozenset({id}), outcome.chosen, outcome.shut)
                found: dict[str, State] = {}
                for one in self._order:
                    follows = one in following
                    found[one] = self._state(one, found, failing) if follows else states[one]
                yield found

    def _following(self, id: str) -> frozenset[str]:
        """The task, and those whose state may follow from its own."""
        found = {id}
        for later in self._order[self._order.index(id) + 1 :]:
            if self._asked[later] & found:
                found.add(later)
        return frozenset(found)

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str]]:
        """The tasks whose states decide that of each task."""
        return {id: frozenset(self._asked_by(id)) for id in self.graph.tasks}

    def _asked_by(self, id: str) -> Iterator[str]:
        above = self.graph.upstream[id]
        yield from (*above, *self._cascades[id], *self._offering.get(id, ()))
        around = (self.handled.get(id), *(self.followed(upstream, id) for upstream in above))
        for handler in around:
            yield from handler.tries if handler is not None else ()

    @cached_property
    def _order(self) -> tuple[str, ...]:
        """What is in a handler comes after everything that it may be tried for."""
        return tuple(sorted(self.graph.order, key=self.handled.__contains__))

    def fails(self, states: States) -> bool:
        """Whether such a run fails as a whole."""
        return any(states[id] in ("failed", "upstream_failed") for id in self.counted)

    @cached_property
    def counted(self) -> tuple[str, ...]:
        """The tasks whose failure makes the run fail."""
        pipeline = self.graph.pipeline
        match pipeline.outcome:
            case "leaves":
                ids: Sequence[str] = self.graph.ends
            case "any":
                ids = [*self.graph.tasks]
            case "listed":
                ids = pipeline.listed
        return tuple(id for id in ids if id in self.graph.tasks and self.graph.tasks[id].fatal)

    def cascading(self, id: str) -> Iterator[str]:
        """The gates and choices above whose refusal skips a task whatever its rule."""
        for above in self.graph.ancestors(id):
            operation = self.graph.tasks[above].operation
            if isinstance(operation, Gate | Choose) and operation.cascade:
                yield above

    @cached_property
    def _cascades(self) -> Mapping[str, frozenset[str]]:
        return {id: frozenset(self.cascading(id)) for id in self.graph.tasks}

    def _state(self, id: str, found: States, outcome: Outcome) -> State:
        task = self.graph.tasks[id]
        if self._refused(id, found, outcome):
            return "skipped"
        if id in self.handled and (held := self._held_back(self.handled[id], found)):
            return held
        above = self.graph.upstream[id]
        setups = [found[u] for u in above if self.graph.tasks[u].role == "setup"]
        said = verdict(task.rule, [self._seen(u, id, found) for u in above], setups)
        if said != "run":
            return said
        if task.mapping is not None and self.valve(id) in outcome.shut:
            return "skipped"
        return "failed" if id in outcome.failed else "success"

    def followed(self, upstream: str, id: str) -> Handler | None:
        """The `try` with the upstream in it that a task follows."""
        for handler, below in self._followers:
            if upstream in handler.tries and id in below:
                return handler
        return None

    @cached_property
    def _followers(self) -> tuple[tuple[Handler, frozenset[str]], ...]:
        pipeline = self.graph.pipeline
        found = []
        for handler in self.handlers:
            own = tuple(edge for edge in pipeline.edges if edge.upstream == handler.id)
            flat = expanded(pipeline.model_copy(update={"edges": own})).edges
            found.append((handler, frozenset(edge.downstream for edge in flat)))
        return tuple(found)

    def _held_back(self, handler: Handler, found: States) -> State | None:
        """What is in a handler runs only when a task that it tries failed by itself."""
        tried = {found[id] for id in handler.tries}
        if "failed" in tried:
            return None
        return "upstream_failed" if "upstream_failed" in tried else "skipped"

    def _seen(self, upstream: str, id: str, found: States) -> State:
        """The state in which a task sees one above it: what follows a `try` sees the whole of it."""
        handler = self.followed(upstream, id)
        if handler is None:
            return found[upstream]
        tried = {found[one] for one in handler.tries}
        if "failed" in tried:
            return "success" if handler.join else "failed"
        if "upstream_failed" in tried:
            return "upstream_failed"
        return "skipped" if tried == {"skipped"} else "success"

    def _refused(self, id: str, found: States, outcome: Outcome) -> bool:
        above = self.graph.upstream[id]
        shut = [
            a
            for a in outcome.shut
            if self.graph.tasks[a].mapping is None and found.get(a) == "success"
        ]
        if any(gate in above or gate in self._cascades[id] for gate in shut):
            return True
        return any(
            found.get(choice) == "success"
            and not self.leads(choice, outcome.chosen.get(choice, ""), id)
            for choice in self._offering.get(id, ())
        )

    @cached_property
    def _offering(self) -> Mapping[str, tuple[str, ...]]:
        """The choices in whose arms a task is."""
        found: dict[str, dict[str, None]] = {}
        for choice, arms in self.choices.items():
            for id in (id for ids in arms.values() for id in ids):
                found.setdefault(id, {})[choice] = None
        return {id: tuple(choices) for id, choices in found.items()}

    def leads(self, choice: str, label: str, id: str) -> bool:
        """Whether a label starts a task, or what stands above it: then the choice does not skip it."""
        return id in self._started.get((choice, label), frozenset())

    @cached_property
    def _started(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """What every label starts, and all below that."""
        return {
            (choice, label): frozenset(ids).union(*map(self.graph.descendants, ids))
            for choice, arms in self.choices.items()
            for label, ids in arms.items()
        }

    def _outcome(self, values: tuple[object, ...]) -> Outcome:
        labels = {id: str(value) for id, value in zip(self.choices, values, strict=False)}
        flags = values[len(self.choices) :]
        shut = frozenset(id for id, flag in zip(self.valves, flags, strict=True) if flag)
        return Outcome(chosen=labels, shut=shut)

    def _tasks(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(task for id in ids for task in entries(self.graph, id)))


def entries(graph: Graph, id: str) -> tuple[str, ...]:
    """The tasks that a label starts: the task itself, or the first ones of a group or family."""
    if id in graph.tasks:
        return (id,)
    path = tuple(id.split("."))
    members = {t.id for t in graph.tasks.values() if t.group[: len(path)] == path}
    for node in graph.pipeline.nodes:
        if node.kind == "family" and node.id == id:
            members |= {task.id for instance in node.instances for task in instance}
    return tuple(m for m in graph.tasks if m in members and not members & set(graph.upstream[m]))


def may_be_empty(task: Task, graph: Graph) -> bool:
    """Whether a task is mapped over a collection that may have no elements, beside what another mapped task made."""
    if task.mapping is None:
        return False
    return not all(_has_elements(value, graph) for value in over(task, graph))


def _has_elements(value: Value, graph: Graph) -> bool:
    if isinstance(value, OutputOf) and not value.path and value.task in graph.tasks:
        return graph.tasks[value.task].mapping is not None
    return isinstance(value, Items) and bool(value.items)
