"""Pipelines, modules and projects: what a reader gives and a backend takes."""

from __future__ import annotations

from typing import Literal

from polydag.ir.functions import Function
from polydag.ir.model import Frozen, Place, Scalar
from polydag.ir.policies import Hook, Retry, RunParameter, Schedule
from polydag.ir.tasks import Edge, Group, Node
from polydag.ir.values import Json, Value


class Asset(Frozen):
    """A data product. `id` is its name in the module, `key` its path in a catalogue, `symbol` the author's variable.

    `extras` are what only the source's engine has.
    """

    id: str
    key: tuple[str, ...]
    uri: Scalar[str] | None = None
    group: str | None = None
    kinds: tuple[str, ...] = ()
    metadata: dict[str, Value] = {}
    description: str | None = None
    symbol: str | None = None
    extras: dict[str, dict[str, Value]] = {}


class Defaults(Frozen):
    """Policies that the source states once for all tasks; tasks hold their own resolved copies. `extras` as of a task."""

    retry: Retry | None = None
    timeout: Scalar[float] | None = None
    hooks: tuple[Hook, ...] = ()
    owner: Scalar[str] | None = None
    extras: dict[str, dict[str, Value]] = {}


class Pipeline(Frozen):
    """The graph being translated.

    `outcome` says which failures make the run fail: `leaves` (a failed or upstream_failed leaf), `any` task, or those
    `listed`. `returns` is the value that the pipeline gives to a caller. `style` is how the source addresses work: by tasks
    or by assets. `function` is the author's name of the function that builds it (`@dag`, `@job`, `@flow`), `symbol` the
    module-level variable that holds it, `address` what the engine calls it when the source itself runs.
    """

    id: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    parameters: tuple[RunParameter, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    start: Scalar[str] | None = None
    end: Scalar[str] | None = None
    catchup: Scalar[bool] = False
    outcome: Literal["leaves", "any", "listed"] = "leaves"
    listed: tuple[str, ...] = ()
    returns: Value | None = None
    style: Literal["tasks", "assets"] = "tasks"
    defaults: Defaults = Defaults()
    retry: Retry = Retry()
    timeout: Scalar[float] | None = None
    max_active_runs: Scalar[int] | None = None
    max_active_tasks: Scalar[int] | None = None
    hooks: tuple[Hook, ...] = ()
    tags: tuple[Scalar[str], ...] = ()
    description: Scalar[str] | None = None
    doc: Scalar[str] | None = None
    comment: str = ""
    function: str | None = None
    symbol: str | None = None
    address: str = ""
    entry: str | None = None
    entry_imports: tuple[str, ...] = ()
    span: Place | None = None
    extras: dict[str, dict[str, Value]] = {}


class Prelude(Frozen):
    """Engine-free module-level source, word for word with its comments: imports, constants, helper functions and classes.

    `defines` are the names that it binds, `reads` those of the module that it needs. `handed` is the text of a function that
    asks its engine for the context of the task that calls it, as other engines have it: it is handed the context.
    """

    text: str
    handed: str = ""
    kind: Literal["import", "statement"] = "statement"
    defines: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    span: Place | None = None


class Module(Frozen):
    """One source file as read. `functions` are those that tasks and hooks run, by name, in source order.

    `native` is module-level source that needs the source's engine: only that engine's writer prints it.
    """

    path: str
    name: str
    engine: str
    version: str | None = None
    doc: str | None = None
    comment: str = ""
    future_annotations: bool = False
    prelude: tuple[Prelude, ...] = ()
    native: tuple[Prelude, ...] = ()
    functions: dict[str, Function] = {}
    assets: dict[str, Asset] = {}
    pipelines: tuple[Pipeline, ...] = ()
    extras: dict[str, dict[str, Json]] = {}
