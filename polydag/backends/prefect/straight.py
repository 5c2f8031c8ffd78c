"""Plans a flow as a program: direct calls on the main path, submissions beside it, `if` and `try` around them."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.prefect.calls import sequential
from polydag.backends.prefect.frames import Frame, frames
from polydag.backends.prefect.guards import STRICT, Atom, Path, guards
from polydag.backends.prefect.needs import Needs, given
from polydag.backends.prefect.ordering import ends_of, order_of
from polydag.backends.prefect.settling import Settling, UnsettledError, settled
from polydag.backends.prefect.splitting import NotStraightError, split
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
    Program,
    Step,
    Submit,
)
from polydag.ir.operations import Choose, Opening
from polydag.ir.tasks import Family, Handler
from polydag.ir.values import VariableOf, walk


def straight(rules: Rules, needs: Needs) -> Program | None:
    """The program, or None where only trigger rules evaluated one by one keep the meaning."""
    try:
        return _Planner(rules, needs).program()
    except (NotStraightError, UnsettledError):
        return None


@dataclass(frozen=True)
class _Scope:
    """The tasks that a stretch of the program has to run, and the `if`s around it."""

    tasks: frozenset[str]
    path: Path = ()


class _Planner:
    """Emits tasks one by one, each in the plainest way that keeps what its failure means."""

    def __init__(self, rules: Rules, needs: Needs) -> None:
        self.rules = rules
        self.needs = needs
        self.graph = rules.graph
        self.frames = frames(rules)
        watchers = {id for frame in self.frames for id in frame.watchers}
        self.body = [id for id in self.graph.order if id not in watchers | set(rules.handled)]
        rules_of = {self.graph.tasks[id].rule for id in self.body}
        if watchers & needs.lazy or not rules_of <= {*STRICT}:
            raise NotStraightError
        if any(n.kind == "handler" and n not in rules.handlers for n in self.graph.pipeline.nodes):
            raise NotStraightError
        paths = guards(rules, self.body)
        if paths is None:
            raise NotStraightError
        self.paths = paths
        self.instances = {
            task.id: (node.id, position)
            for node in self.graph.pipeline.nodes
            if isinstance(node, Family)
            for instance in node.instances
            for position, task in enumerate(instance)
        }
        self.leaving: set[tuple[str, str]] = set()
        self.done: set[str] = set()
        self.futures: set[str] = set()
        self.joined: set[str] = set()
        # Inside of a `try … finally`: nothing may still run when the flow raises.
        self.waits = False
        # Inside of the author's `try`: a failure stops what is tried, and not the flow.
        self.trying: Handler | None = None
        self._stopping: dict[str, frozenset[str]] = {}

    def program(self) -> Program:
        steps: tuple[Step, ...] = ()
        for frame in self.frames:
            steps = self._framed(frame, steps)
        steps += self._stretch(_Scope(frozenset(self.body) - self.done))
        if not self.needs.lockstep:
            # A flow of Prefect's own may cancel what it likes.
            steps = settled(steps, Settling(self.graph, self.needs, self._stopped))
        returned = self._returned()
        submitted = frozenset(self.futures)
        return Program(steps, returned, submitted=submitted, leaving=frozenset(self.leaving))

    def _framed(self, frame: Frame, before: tuple[Step, ...]) -> tuple[Step, ...]:
        self.waits = frame.kind == "always"
        inner = before + self._stretch(_Scope(frozenset(self.body) & frame.region))
        open_ids = self.futures & frame.region - self.joined
        ends = order_of(ends_of(open_ids, self.graph.downstream), self.graph.order)
        if not all(self._raisable(id, ()) for id in ends):
            raise NotStraightError
        self.joined |= open_ids
        self.done |= set(frame.watchers)
        inner += (Join(ends, self.waits),) if ends else ()
        self.waits = False
        calls = tuple(Direct(id, ignore=frame.ignored) for id in frame.watchers)
        if frame.kind == "failure":
            return (Attempt(inner, failure=calls),)
        head, body = split(inner, frame)
        return (*head, Attempt(body, always=calls))

    def _stretch(self, scope: _Scope) -> tuple[Step, ...]:
        steps: list[Step] = []
        while scope.tasks - self.done:
            steps += self._next(scope)
        return tuple(steps)

    def _next(self, scope: _Scope) -> list[Step]:
        ready = [
            id
            for id in self.body
            if id in scope.tasks - self.done and self.paths[id] == scope.path and self._is_ready(id)
        ]
        grouped = [id for id in ready if self.graph.mapped.around(self.graph.tasks[id]) is not None]
        ready = [id for id in ready if id not in grouped]
        for handler in self.rules.handlers if self.trying is None else ():
            if set(ready) & set(handler.tries):
                return self._handled(handler, scope)
        for id in ready:
            if self._direct(id, scope):
                return self._call(id)
        for id in ready:
            if self._submittable(id):
                self.done.add(id)
                self.futures.add(id)
                return [Submit(id)]
        for id in grouped:
            each = self._each(id, scope)
            if each:
                return each
        block = self._block(scope)
        if block:
            return block
        for id in ready:
            needed = [u for u in self.needs.values(id) if u in self.futures - self.joined]
            if needed and all(self._raisable(u, ()) for u in needed) and self._simple(id):
                self.joined |= set(needed)
                self.done.add(id)
                self.futures.add(id)
                return [Submit(id)]
        raise NotStraightError

    def _each(self, id: str, scope: _Scope) -> list[Step]:
        """A mapped group, when all is done that its tasks wait for outside of it."""
        group = self.graph.mapped.around(self.graph.tasks[id])
        members = order_of(self.rules.members(id), self.graph.order)
        inside = set(members)
        above = {u for member in members for u in self.graph.upstream[member]} - inside
        apart = any(self.paths[member] != scope.path for member in members)
        if group is None or apart or not inside <= scope.tasks or not above <= self.done:
            return []
        needed = {u for member in members for u in self.needs.values(member)}
        if needed & inside or not all(self._simple(member) for member in members):
            raise NotStraightError
        open_ids = order_of(needed & (self.futures - self.joined), self.graph.order)
        if not all(self._raisable(u, ()) for u in open_ids):
            return []
        self.joined |= set(open_ids)
        self.done |= inside
        self.futures |= inside
        return [Each(group.path, tuple(Submit(member) for member in members))]

    def _is_ready(self, id: str) -> bool:
        return all(u in self.done for u in self.graph.upstream[id])

    def _simple(self, id: str) -> bool:
        return not isinstance(self.graph.tasks[id].operation, Choose | Opening)

    def _submittable(self, id: str) -> bool:
        waits = set(self.needs.values(id)) & (self.futures - self.joined)
        return self._simple(id) and not waits

    def _direct(self, id: str, scope: _Scope) -> bool:
        """Whether a direct call stops, when it fails, exactly what the rules stop, and the run fails with it."""
        task = self.graph.tasks[id]
        if id in self.needs.lazy or (task.mapping is not None and not sequential(task)):
            return False
        open_ids = self.futures - self.joined
        if self.waits and not open_ids <= self.graph.ancestors(id):
            return False
        above = open_ids & set(self.graph.upstream[id])
        if any(self._alike(id, other) for other in open_ids) or self._waits_for_many(id, above):
            return False
        return self._raisable(id, (id,)) and all(self._raisable(u, (id,)) for u in above)

    def _waits_for_many(self, id: str, above: set[str]) -> bool:
        """Whether `wait_for` says it better than a `result()` for each."""
        control = above - {*self.graph.data[id], *self.needs.gathered(id)}
        return len(control) > 1 and not self.waits and self._submittable(id)

    def _alike(self, id: str, other: str) -> bool:
        """Whether two tasks stand side by side: one of them should not look like the main path."""
        graph = self.graph
        if id in self.instances and self.instances[id] == self.instances.get(other):
            return True
        counted = set(self.rules.counted) | set(self.body) - set(graph.leaves)
        return (
            (id in counted) == (other in counted)
            and graph.upstream[id] == graph.upstream[other]
            and graph.downstream[id] == graph.downstream[other]
            and not isinstance(graph.tasks[id].operation, Choose | Opening)
        )

    def _call(self, id: str) -> list[Step]:
        data = {*self.graph.data[id], *self.needs.gathered(id)}
        open_ids = [u for u in self.graph.upstream[id] if u in self.futures - self.joined]
        before = tuple(u for u in open_ids if u not in data)
        if self.waits:
            before = order_of(self.futures - self.joined, self.graph.order)
        self.joined |= {*open_ids, *before}
        self.done.add(id)
        return [*((Join(before, self.waits),) if before else ()), Direct(id)]

    def _handled(self, handler: Handler, scope: _Scope) -> list[Step]:
        """The author's `try`, with everything that its tasks wait for before it."""
        tries = frozenset(handler.tries)
        above = {u for id in tries for u in self.graph.upstream[id]} - tries
        follows = set(self.body) - self.done - tries
        below = {d for id in tries for d in self.graph.descendants(id)}
        if not above <= self.done or not tries <= scope.tasks or not follows <= below:
            raise NotStraightError
        open_ids = order_of(above & (self.futures - self.joined), self.graph.order)
        if not all(self._raisable(id, ()) for id in open_ids):
            raise NotStraightError
        self.joined |= set(open_ids)
        self.trying = handler
        body = self._closed(tries, scope.path, all_first=True)
        self.trying = None
        self.done |= set(handler.body)
        handled = tuple(Direct(id) for id in self.graph.order if id in handler.body)
        if any(not self._plain(step.task) for step in handled):
            raise NotStraightError
        made = Handle(body, handled, self._bound(handler), handler.reraise)
        return [*((Join(open_ids),) if open_ids else ()), made]

    def _bound(self, handler: Handler) -> str | None:
        """The name of the exception, where something in the handler takes it."""
        values = [v for id in handler.body for v in given(self.graph.tasks[id]).values()]
        inner = [part for value in values for part in walk(value)]
        taken = any(isinstance(part, VariableOf) and part.name == handler.binds for part in inner)
        return handler.binds if taken else None

    def _plain(self, id: str) -> bool:
        """Whether a task of a handler's body is one call there."""
        task = self.graph.tasks[id]
        mapped = task.mapping is not None and not sequential(task)
        return self._simple(id) and not mapped and task.rule == "all_success"

    def _raisable(self, id: str, besides: tuple[str, ...]) -> bool:
        """Whether raising for a failure of the task stops only what it stops anyway, and the run fails."""
        body = set(self.trying.tries if self.trying is not None else self.body)
        remaining = body - self.done - set(besides)
        return remaining <= self._stopped(id)

    def _stopped(self, id: str) -> frozenset[str]:
        """The tasks that never run in a run in which the task fails; none when the run does not fail with it."""
        if id not in self._stopping:
            self._stopping[id] = self._never_run(id)
        return self._stopping[id]

    def _never_run(self, failing: str) -> frozenset[str]:
        stopped = set(self.body)
        for states in self.rules.failures(failing):
            if not self.rules.fails(states) and not self._is_tried(failing):
                return frozenset()
            stopped -= {id for id, state in states.items() if state == "success"}
        return frozenset(stopped)

    def _is_tried(self, id: str) -> bool:
        return self.trying is not None and id in self.trying.tries

    def _block(self, scope: _Scope) -> list[Step]:
        """The `if` of the first choice, gate or map whose tasks have all they need."""
        depth = len(scope.path)
        pending = [id for id in self.body if id in scope.tasks - self.done]
        inner = [id for id in pending if len(self.paths[id]) > depth]
        for source in dict.fromkeys(self.paths[id][depth].source for id in inner):
            members = [id for id in inner if self.paths[id][depth].source == source]
            if self._complete(members, source):
                atoms = dict.fromkeys(self.paths[id][depth] for id in members)
                if any(atom.labels for atom in atoms):
                    return [self._branch(source, members, list(atoms), scope)]
                return [self._guarded(members, next(iter(atoms)), scope, pending)]
        return []

    def _complete(self, members: list[str], source: str) -> bool:
        """Everything that the tasks of a block are below of is done, or in the block."""
        known = self.done | set(members)
        ready = all(u in known for id in members for u in self.graph.upstream[id])
        if self.graph.tasks[source].mapping is None:
            return ready and source in self.done
        over = [u for u in self.needs.mapped(source) if u in self.futures - self.joined]
        if not all(self._raisable(u, ()) for u in over):
            return False
        self.joined |= set(over)
        return ready

    def _branch(self, source: str, members: list[str], atoms: list[Atom], scope: _Scope) -> Step:
        if self._many(source) or sum(len(a.labels) for a in atoms) > len(
            self.rules.choices[source]
        ):
            raise NotStraightError
        leaving = self._leaving(source)
        arms: list[tuple[frozenset[str], tuple[Step, ...]]] = []
        known = list(self.rules.choices[source])
        for atom in sorted(atoms, key=lambda a: min(known.index(label) for label in a.labels)):
            inside = frozenset(id for id in members if self.paths[id][len(scope.path)] == atom)
            arms.append((atom.labels, self._closed(inside, (*scope.path, atom))))
        named = frozenset(label for atom in atoms for label in atom.labels)
        rest = frozenset(known) - named
        if rest:
            arms.append((rest, ()))
        if leaving:
            arms.append(leaving)
        return Branch(source, tuple(arms))

    def _leaving(self, source: str) -> tuple[frozenset[str], tuple[Step, ...]] | None:
        """The arm of labels that start nothing but watchers: the flow ends there, if nothing else would run."""
        labels = frozenset(label for choice, label in self.rules.refused if choice == source)
        whole = Rules(self.graph)
        for outcome, states in zip(whole.outcomes, whole.runs, strict=True) if labels else ():
            if outcome.chosen[source] in labels and states[source] == "success":
                running = {id for id in self.body if states[id] == "success"}
                if not running <= self.done:
                    return None
        ends = order_of(
            ends_of(self.futures - self.joined, self.graph.downstream), self.graph.order
        )
        if not labels or not all(self._raisable(id, ()) for id in ends):
            return None
        self.leaving |= {(source, label) for label in labels}
        return labels, (*((Join(ends, self.waits),) if ends else ()), Leave())

    def _many(self, source: str) -> bool:
        operation = self.graph.tasks[source].operation
        return isinstance(operation, Choose) and operation.many

    def _guarded(self, members: list[str], atom: Atom, scope: _Scope, pending: list[str]) -> Step:
        outside = self.futures - self.joined
        last = set(pending) <= set(members) and not outside and not scope.path
        body = self._closed(frozenset(members), (*scope.path, atom), last=last)
        return Guard(atom, body, rest=last and not set(self.body) - self.done)

    def _closed(
        self, inside: frozenset[str], path: Path, last: bool = False, all_first: bool = False
    ) -> tuple[Step, ...]:
        """A block's steps; what it submitted is joined before it ends, as its variables end there."""
        before = set(self.futures)
        steps = self._stretch(_Scope(inside, path))
        if last:
            return steps
        if any(self._is_read_outside(id, inside) for id in self.futures - before):
            raise NotStraightError
        open_ids = ends_of(self.futures - before - self.joined, self.graph.downstream)
        if not all(self._raisable(id, ()) for id in open_ids):
            raise NotStraightError
        self.joined |= self.futures - before
        ends = tuple(id for id in self.body if id in open_ids)
        return (*steps, Join(ends, all_first)) if open_ids else steps

    def _is_read_outside(self, id: str, inside: frozenset[str]) -> bool:
        """Whether a variable of a block holds a future that something behind the block takes; a map has an empty list."""
        if self.graph.tasks[id].mapping is not None:
            return False
        return any(id in above for d, above in self.graph.data.items() if d not in inside)

    def _returned(self) -> tuple[str, ...]:
        open_ids = (self.futures - self.joined) & set(self.rules.counted)
        if self.graph.pipeline.outcome == "any":
            open_ids = ends_of(open_ids, self.graph.downstream)
        return order_of(open_ids, self.graph.order)
