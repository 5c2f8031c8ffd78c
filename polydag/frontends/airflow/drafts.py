"""Pipelines, tasks and groups while they are being read: mutable, because Airflow's are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from polydag.frontends.airflow.given import Given
from polydag.ir.operations import OfShell, Opaque, Operation
from polydag.ir.policies import Event
from polydag.ir.tasks import Edge, Mapping, Placement
from polydag.ir.values import Value
from polydag.syntax.calls import CallSite
from polydag.syntax.data import Datum, FunctionData, Known

if TYPE_CHECKING:
    from polydag.frontends.airflow.handles import AssetHandle

# Ends the id of a task in the second iteration of a loop over something unknown.
NEXT = "#next"
# By which a task hands the keys of its result on by themselves.
KEYS = "multiple_outputs"


@dataclass(eq=False)
class TaskDraft:
    """A task: what it does is read where it is made, its policies when the pipeline is complete.

    `again`: it is the same task in the second iteration of a loop over something unknown.
    """

    id: str
    source: str
    site: CallSite
    given: Given
    operation: Operation
    group: tuple[str, ...] = ()
    role: str = "work"
    fatal: bool = True
    mapping: Mapping | None = None
    function: str | None = None
    callable: FunctionData | None = None
    origin: Placement | None = None
    native: Opaque | None = None
    outputs: tuple[str, ...] = ("result",)
    returned: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()
    called: dict[str, Event] = field(default_factory=dict)
    extras: dict[str, Value] = field(default_factory=dict)
    id_text: str | None = None
    symbol: str | None = None
    again: bool = False
    fields: dict[str, object] = field(default_factory=dict)
    # The assets that Airflow hands to a function under `@asset` by the names of its parameters; None for the context.
    objects: dict[str, AssetHandle | None] = field(default_factory=dict)
    # A teardown that is one by an attribute that is set later keeps the trigger rule that it has.
    keeps_rule: bool = False

    @property
    def keys_of_result(self) -> bool | None:
        """Whether the keys of what a command gives are outputs, too; None for tasks whose keys their function says."""
        if not isinstance(self.operation, OfShell):
            return None
        stated = self.given.peek(KEYS)
        return isinstance(stated, Known) and bool(stated.value)

    @property
    def is_torn_down(self) -> bool:
        """Whether it waits as teardowns do."""
        return self.role == "teardown" and not self.keeps_rule


@dataclass(eq=False)
class Surrounding:
    """A `with` block of a setup or teardown: what is made in it stands between setups and teardowns."""

    manager: TaskDraft
    inside: list[TaskDraft] = field(default_factory=list)


@dataclass(eq=False)
class GroupDraft:
    """A task group; `mapped` when it, or one around it, runs once per element."""

    path: tuple[str, ...]
    prefix: str
    doc: str | None
    site: CallSite
    pipeline: PipelineDraft
    defaults: dict[str, Datum] = field(default_factory=dict)
    mapping: Mapping | None = None
    mapped: bool = False


@dataclass(eq=False)
class PipelineDraft:
    """A DAG: its arguments, and what was made inside it, in order."""

    id: str
    site: CallSite
    given: Given
    function: FunctionData | None = None
    symbol: str | None = None
    id_datum: Datum | None = None
    defaults: dict[str, Datum] = field(default_factory=dict)
    shared_params: Datum | None = None
    tasks: list[TaskDraft] = field(default_factory=list)
    groups: list[GroupDraft] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    surroundings: list[Surrounding] = field(default_factory=list)
    used_defaults: set[str] = field(default_factory=set)
    returns: Value | None = None
    arguments: dict[str, Datum] = field(default_factory=dict)
    is_own: bool = True
    extras: dict[str, Value] = field(default_factory=dict)
    fields: dict[str, object] = field(default_factory=dict)
    # Keys of `dag_run.conf` that templates and bodies ask for, with what stands in for them.
    conf: dict[str, Value | None] = field(default_factory=dict)
    # Which task pulls in its templates what which other one gave: Airflow does not make it wait for that.
    pulled: set[tuple[str, str]] = field(default_factory=set)

    def free_id(self, wanted: str) -> str:
        """The id, numbered as Airflow numbers further calls of one task function."""
        taken = {task.id for task in self.tasks}
        if wanted not in taken:
            return wanted
        return next(id for id in _numbered(wanted) if id not in taken)

    def free_path(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The path of a group, numbered likewise."""
        taken = {group.path for group in self.groups}
        if path not in taken:
            return path
        names = _numbered(path[-1])
        return next(p for p in ((*path[:-1], name) for name in names) if p not in taken)

    def connect(self, upstream: str, downstream: str, label: str | None) -> None:
        """A dependency; a second one between the same ends is the first."""
        ends = {(edge.upstream, edge.downstream) for edge in self.edges}
        if (upstream, downstream) not in ends:
            self.edges.append(Edge(upstream=upstream, downstream=downstream, label=label))


def _numbered(wanted: str) -> Iterator[str]:
    number = 1
    while True:
        yield f"{wanted}__{number}"
        number += 1
