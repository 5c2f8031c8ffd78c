"""What the iterations of a loop over something unknown have to do with each other: its body is read twice, and compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from polydag.frontends.airflow.codes import IterationUnknown
from polydag.frontends.airflow.drafts import NEXT, PipelineDraft, TaskDraft
from polydag.frontends.airflow.reading import Reading
from polydag.ir.operations import Opaque, Operation
from polydag.ir.replacing import with_values
from polydag.ir.tasks import Edge, Family, Task
from polydag.ir.values import FamilyOutput, Items, OutputOf, Value
from polydag.syntax.scope import LoopFrame


def open_frames(draft: TaskDraft) -> tuple[LoopFrame, ...]:
    """The loops over something unknown that built the task, outermost first."""
    return tuple(frame for frame in draft.site.loops if frame.count is None)


@dataclass
class Iterations:
    """The edges of a DAG between tasks as they are read once, and the loops whose iterations wait for each other."""

    reading: Reading
    draft: PipelineDraft
    chained: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.loops = {t.id: open_frames(t)[-1].id for t in self.draft.tasks if open_frames(t)}
        # Per dependency whether its ends are of the second iteration.
        self.seen: dict[tuple[str, str], set[tuple[bool, bool]]] = {}
        for edge in self.draft.edges:
            ends = edge.upstream, edge.downstream
            self.seen.setdefault((_first(ends[0]), _first(ends[1])), set()).add(
                (ends[0].endswith(NEXT), ends[1].endswith(NEXT))
            )

    def edges(self) -> tuple[Edge, ...]:
        """The dependencies within an iteration and with what stands around the loop; others are told."""
        if not any(task.again for task in self.draft.tasks):
            return tuple(self.draft.edges)
        for loop in dict.fromkeys(self.loops.values()):
            self._look_for_chain(loop)
        kept = []
        for edge in self.draft.edges:
            pair = _first(edge.upstream), _first(edge.downstream)
            if pair[0] != pair[1] and pair in self.seen and self._is_kept(pair):
                kept.append(edge.model_copy(update={"upstream": pair[0], "downstream": pair[1]}))
            self.seen.pop(pair, None)
        return tuple(kept)

    def operation(self, task: TaskDraft) -> Operation:
        """What a task does; where an iteration needs something of the one before nobody can say it."""
        twin = next((t for t in self.draft.tasks if t.id == task.id + NEXT), None)
        if twin is None or _once(twin.operation) == task.operation:
            return task.operation
        self._tell(task.id, "what it is given changes from one iteration to the next")
        return Opaque(class_name=task.source, source=task.site.source)

    def _look_for_chain(self, loop: str) -> None:
        members = [t.id for t in self.draft.tasks if self.loops.get(t.id) == loop and not t.again]
        inner = {
            p for p, flags in self.seen.items() if set(p) <= set(members) and (False,) * 2 in flags
        }
        carried = {
            p for p, flags in self.seen.items() if set(p) <= set(members) and (False, True) in flags
        }
        lasts = [m for m in members if not any(up == m for up, _ in inner)]
        firsts = [m for m in members if not any(down == m for _, down in inner)]
        groups = {".".join(t.group) for t in self.draft.tasks if t.id in members}
        if len(groups) == 1 and (group := next(iter(groups)), group) in {(g, g) for g in groups}:
            looped = (group, group) in self.seen
        else:
            looped = False
        if looped or (carried and carried == {(a, b) for a in lasts for b in firsts}):
            self.chained.add(loop)
            for pair in carried - inner:
                del self.seen[pair]

    def _is_kept(self, pair: tuple[str, str]) -> bool:
        """Whether the dependency is the same in every iteration."""
        flags = self.seen[pair]
        one, other = self.loops.get(pair[0]), self.loops.get(pair[1])
        if one is None and other is None:
            return True
        if one is not None and one == other:
            wanted = {(False, False), (True, True)}
            same = flags == wanted
        else:
            firsts = [False] if one is None else [False, True]
            wanted = {(a, b) for a in firsts for b in ([False] if other is None else [False, True])}
            same = flags == wanted or bool(self.chained & {one, other})
        if not same:
            self._tell(pair[1], f"it waits for `{pair[0]}` in some iterations only")
        return one != other or (False, False) in flags

    def _tell(self, task: str, reason: str) -> None:
        span = next((t.site.span for t in self.draft.tasks if t.id == task), None)
        told = IterationUnknown(task=task, reason=reason, pipeline=self.draft.id, span=span)
        self.reading.tell(told)


def gathered(nodes: Iterable[Task | Family]) -> tuple[Task | Family, ...]:
    """The nodes with what stands for all iterations of a loop as that."""
    found = tuple(nodes)
    families = {
        member.id: node.id
        for node in found
        if isinstance(node, Family) and node.bindings is None
        for member in node.members
    }
    return tuple(_gathered(node, families) for node in found) if families else found


def _gathered(node: Task | Family, families: dict[str, str]) -> Task | Family:
    if isinstance(node, Family):
        return node

    def change(value: Value) -> Value | None:
        if isinstance(value, OutputOf) and value.task.endswith(NEXT):
            return value.model_copy(update={"task": _first(value.task)})
        if not isinstance(value, Items):
            return None
        outputs = [item for item in value.items if isinstance(item, OutputOf) and not item.path]
        ids = [output.task for output in outputs]
        first = outputs[0] if outputs else None
        if first is None or ids != [first.task, first.task + NEXT] or len(value.items) != 2:
            return None
        return FamilyOutput(family=families[first.task], task=first.task, output=first.output)

    return with_values(node, change)


def _once(operation: Operation) -> Operation:
    """An operation of the second iteration as it stands in the first."""
    probe = Task(id="", operation=operation)

    def change(value: Value) -> Value | None:
        if isinstance(value, OutputOf) and value.task.endswith(NEXT):
            return value.model_copy(update={"task": _first(value.task)})
        return None

    return with_values(probe, change).operation


def _first(id: str) -> str:
    return id.removesuffix(NEXT)
