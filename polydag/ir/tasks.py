"""Nodes of a pipeline: tasks, families (what a loop built), handlers (what a try built), groups, edges."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from polydag.ir.model import Frozen, Place, Scalar, Symbolic
from polydag.ir.operations import Opaque, Operation
from polydag.ir.policies import Cache, Hook, Retry
from polydag.ir.values import Value

TriggerRule = Literal[
    "all_success",
    "all_failed",
    "all_done",
    "all_skipped",
    "all_done_min_one_success",
    "all_done_setup_success",
    "always",
    "one_success",
    "one_failed",
    "one_done",
    "none_failed",
    "none_failed_min_one_success",
    "none_skipped",
]


class Edge(Frozen):
    """An order between two nodes (task, family, group path, handler): `control` or `sequence` (the order of direct calls).

    Data edges are derived from values and never stored. Between tasks of known families the ends are the concrete tasks.
    `pairing` is for members of families without bindings: `each` binding by itself, or `all` to `all`.
    `label` is the author's label, `output` the optional output of the upstream without which the downstream is skipped.
    """

    upstream: str
    downstream: str
    kind: Literal["control", "sequence"] = "control"
    pairing: Literal["all", "each"] = "all"
    label: str | None = None
    output: str | None = None


class Mapping(Frozen):
    """One task, many instances over collections known at run time. `over` maps parameter names to collections;
    mode `kwargs` has the one key `"**"`. Mode `group`: the instances are those of the mapped group that the task stands in."""

    mode: Literal["zip", "product", "kwargs", "group"] = "product"
    over: dict[str, Value] = {}
    limit: Scalar[int] | None = None
    stop_on_failure: bool = False


class Placement(Frozen):
    """Where a task is found when code runs on an engine, and how its function gives its outputs there.

    `how`: `task` · `hook` (called on failure in place of a task) · `check` · `inlined` (no task of its own, its effect is
    elsewhere) · `glue` (made by polydag: not in records).
    `address` is the engine's own id (see runs/protocol.py). `packing` says how the outputs leave the function.
    """

    how: Literal["task", "hook", "check", "inlined", "glue"] = "task"
    address: str = ""
    function: str | None = None
    packing: Literal["value", "tuple", "dict", "push", "outputs", "none"] = "value"
    outputs: tuple[str, ...] = ("result",)
    instance: int | None = None
    mapped: bool = False


class Task(Frozen):
    """A node with an id, policies and one operation.

    `rule` decides when it starts from the states of its upstreams; a task without upstreams always runs.
    `fatal` False: its failure does not reach the run's state. `role` glue: synthesised, not in ledgers and records.
    `origin` is where the task is found when the source itself runs; `source` the qualified name that made it there;
    `symbol` the author's variable for the task or its result. `native` is the author's own call where the reader says in a
    function what an operator of the source's engine does: only that engine's writer reads it, and writes the call again.
    """

    kind: Literal["task"] = "task"
    id: str
    operation: Operation
    name: str | None = None
    group: tuple[str, ...] = ()
    rule: TriggerRule = "all_success"
    mapping: Mapping | None = None
    retry: Retry = Retry()
    timeout: Scalar[float] | None = None
    role: Literal["work", "setup", "teardown", "check", "glue"] = "work"
    fatal: bool = True
    publishes: tuple[str, ...] = ()
    consumes: tuple[str, ...] = ()
    hooks: tuple[Hook, ...] = ()
    pool: Scalar[str] | None = None
    pool_slots: Scalar[int] = 1
    priority: Scalar[int] | None = None
    past: Literal["none", "self", "downstream"] = "none"
    cache: Cache | None = None
    tags: tuple[Scalar[str], ...] = ()
    owner: Scalar[str] | None = None
    doc: str | None = None
    comment: str = ""
    symbol: str | None = None
    source: str = ""
    origin: Placement | None = None
    native: Opaque | None = None
    span: Place | None = None
    extras: dict[str, dict[str, Value]] = {}


class Family(Frozen):
    """The tasks that one loop of the source built, so that a backend can write a loop again.

    `variables` are the loop's targets, `over` the iterated value. `instances` are the concrete tasks, one tuple per binding,
    members in the same order in each: they are what the loop means. `members` are the same tasks written once, with what
    depends on the loop symbolic (`VariableOf`, `Code`, `Symbolic`); `ids` gives each member's id as an expression of the
    variables. Without `bindings` (a collection known only at run time) there are only members.
    `order` chain: each instance waits for the one before (a loop of blocking calls); the edges say so too.
    """

    kind: Literal["family"] = "family"
    id: str
    variables: tuple[str, ...]
    over: Value
    members: tuple[Task, ...]
    ids: dict[str, Symbolic] = {}
    bindings: tuple[dict[str, Value], ...] | None = None
    instances: tuple[tuple[Task, ...], ...] = ()
    order: Literal["parallel", "chain"] = "parallel"
    span: Place | None = None


class Handler(Frozen):
    """A `try` around tasks: `body` runs when one of `tries` itself failed (not when something before it did), `binds` is the name
    that receives the exception in `body`; what follows runs when the tries or the body succeeded (`join`).
    `reraise` keeps the run failed."""

    kind: Literal["handler"] = "handler"
    id: str
    tries: tuple[str, ...]
    body: tuple[str, ...]
    binds: str | None = None
    join: bool = True
    reraise: bool = False
    exceptions: tuple[str, ...] = ()
    span: Place | None = None


class Group(Frozen):
    """Tasks that belong together; `path` is the group's full path. `subpipeline` names the pipeline that was called in line.

    With a `mapping` every element goes through the whole group by itself: tasks of the group have the mapping mode `group`, take
    the element as `VariableOf` and each other's outputs from the same instance; what stands outside is given all instances.
    """

    path: tuple[str, ...]
    doc: str | None = None
    mapping: Mapping | None = None
    subpipeline: str | None = None
    span: Place | None = None


Node = Annotated[Task | Family | Handler, Field(discriminator="kind")]
