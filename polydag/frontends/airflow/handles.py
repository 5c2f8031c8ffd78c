"""Handles: DAGs, tasks, outputs and groups as the building code holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from polydag.frontends.airflow.asked import asked_of_dag, asked_of_task
from polydag.frontends.airflow.drafts import GroupDraft, PipelineDraft, Surrounding, TaskDraft
from polydag.frontends.airflow.edges import MethodHandle, Node, NodeHandle, connect, ends
from polydag.frontends.airflow.names import SDK
from polydag.frontends.airflow.structure.surroundings import leave
from polydag.ir.model import Symbolic
from polydag.ir.values import Entries, OutputOf, Value
from polydag.syntax.calls import CallSite, Site
from polydag.syntax.data import NONE, Datum, DictData, External, Handle, Key, Known, Unknown

if TYPE_CHECKING:
    from polydag.frontends.airflow.reading import Reading

# Attributes that say what a task is between others.
_ROLES = {"is_setup": "setup", "is_teardown": "teardown", "on_failure_fail_dagrun": "teardown"}


class TaskHandle(NodeHandle):
    """A task."""

    def __init__(self, reading: Reading, draft: TaskDraft, pipeline: PipelineDraft) -> None:
        super().__init__(reading)
        self.draft = draft
        self.pipeline = pipeline

    @property
    def node(self) -> Node:
        return self.pipeline, self.draft.id

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "output":
            return OutputHandle(self.reading, self)
        if name == "task_id":
            return Known(self.draft.id)
        if name == "dag":
            return self.reading.handle_of(self.pipeline)
        if name in ("as_setup", "as_teardown"):
            return MethodHandle(lambda call: self._as(name.removeprefix("as_"), call))
        if name == "add_task":
            return MethodHandle(self._add)
        asked = asked_of_task(self.reading, self.pipeline, self.draft, name)
        return asked or super().attribute(name, site)

    def assign(self, name: str, value: Datum, site: Site) -> None:
        # The call alone does not say all of the task any more.
        self.draft.native = None
        if name in _ROLES and isinstance(value, Known):
            self._flag(name, bool(value.value))
        else:
            self.draft.given.later[name] = value

    def is_same(self, other: Handle) -> bool | None:
        return self.draft is other.draft if isinstance(other, TaskHandle) else None

    def enter(self, site: Site) -> Datum:
        self.pipeline.surroundings.append(Surrounding(self.draft))
        return self

    def exit(self, site: Site) -> None:
        leave(self.pipeline)

    def _flag(self, name: str, value: bool) -> None:
        """`task.is_setup = True` and the like."""
        if name == "on_failure_fail_dagrun":
            self.draft.fatal = value
        elif value:
            self.draft.role = _ROLES[name]
            self.draft.keeps_rule = True
            self.draft.fatal = self.draft.fatal and self.draft.role != "teardown"
        elif self.draft.role == _ROLES[name]:
            self.draft.role = "work"

    def _add(self, site: CallSite) -> Datum:
        """`scope.add_task(task)`: what was made before stands between the setup and the teardown of a `with`, too."""
        added = site.arguments.peek("task", 0)
        task = added.task if isinstance(added, OutputHandle) else added
        if isinstance(task, TaskHandle) and self.pipeline.surroundings:
            self.pipeline.surroundings[-1].inside.append(task.draft)
            return NONE
        return site.unknown()

    def _as(self, role: str, site: CallSite) -> Datum:
        self.draft.role, self.draft.keeps_rule = role, False
        self.draft.symbol = site.target or self.draft.symbol
        if role == "teardown":
            fails = site.arguments.peek("on_failure_fail_dagrun")
            self.draft.fatal = isinstance(fails, Known) and bool(fails.value)
            setups = site.arguments.peek("setups")
            if setups is not None:
                connect(self.reading, setups, self, site)
                for pipeline, id in ends(self.reading, setups, site):
                    for task in pipeline.tasks:
                        task.role = "setup" if task.id == id else task.role
        return self


class OutputHandle(NodeHandle):
    """An output of a task: an XComArg. At `>>` it stands for its task."""

    def __init__(
        self,
        reading: Reading,
        task: TaskHandle,
        output: str = "result",
        path: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(reading)
        self.task = task
        self.output = output
        self.path = path

    @property
    def node(self) -> Node:
        return self.task.node

    @property
    def value(self) -> Value:
        """The reference; a result that is taken apart into outputs is, as a whole, the dict of them."""
        draft = self.task.draft
        keys = [name for name in draft.outputs if name != "result"]
        if keys and draft.mapping is None and self.output == "result" and not self.path:
            return Entries(entries={key: OutputOf(task=draft.id, output=key) for key in keys})
        return OutputOf(task=self.task.draft.id, output=self.output, path=self.path)

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "operator":
            return self.task
        if name in ("map", "zip", "concat"):
            return MethodHandle(lambda call: self.reading.transformed(self, name, call))
        return self.task.attribute(name, site) if name != "output" else self

    def assign(self, name: str, value: Datum, site: Site) -> None:
        self.task.assign(name, value, site)

    def enter(self, site: Site) -> Datum:
        return self.task.enter(site)

    def exit(self, site: Site) -> None:
        self.task.exit(site)

    def subscript(self, key: Datum, site: Site) -> Datum:
        if not isinstance(key, Known) or not isinstance(key.value, str | int):
            return site.unknown()
        # A result that is taken apart has no keys but those that it is known to have.
        draft = self.task.draft
        known = len(draft.outputs) > 1 or draft.keys_of_result is False
        if known and isinstance(key.value, str) and not self.path and self.output == "result":
            return OutputHandle(self.reading, self.task, key.value)
        return OutputHandle(self.reading, self.task, self.output, (*self.path, key.value))

    def string(self, site: Site) -> Datum | None:
        # What Airflow's own `str()` of it gives: a template that pulls the output.
        key = "" if self.output == "result" else f", key='{self.output}'"
        path = "".join(f"[{step!r}]" for step in self.path)
        pull = f"task_instance.xcom_pull(task_ids='{self.task.draft.id}'{key}){path}"
        return Known("{{ " + pull + " }}")

    def iterate(self, site: Site) -> list[Datum] | None:
        known = [name for name in self.task.draft.outputs if name != "result"]
        return [OutputHandle(self.reading, self.task, name) for name in known] or None


class GroupHandle(NodeHandle):
    """A task group."""

    def __init__(self, reading: Reading, draft: GroupDraft) -> None:
        super().__init__(reading)
        self.draft = draft

    @property
    def node(self) -> Node:
        return self.draft.pipeline, ".".join(self.draft.path)

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "group_id":
            return Known(".".join(self.draft.path))
        return super().attribute(name, site)

    def enter(self, site: Site) -> Datum:
        self.reading.stack.append(self.draft)
        return self

    def exit(self, site: Site) -> None:
        self.reading.stack.pop()


class DagHandle(Handle):
    """A DAG."""

    def __init__(self, reading: Reading, draft: PipelineDraft) -> None:
        self.reading = reading
        self.draft = draft

    def truth(self) -> bool | None:
        return True

    def enter(self, site: Site) -> Datum:
        self.reading.stack.append(self.draft)
        if self.draft.symbol is None:
            self.draft.symbol = site.target
        return self

    def exit(self, site: Site) -> None:
        self.reading.stack.pop()

    def assign(self, name: str, value: Datum, site: Site) -> None:
        self.draft.given.later[name] = value

    def attribute(self, name: str, site: Site) -> Datum:
        if name == "dag_id":
            return Known(self.draft.id)
        if name == "params":
            return _defaults(self.draft)
        if name in ("test", "cli"):
            return MethodHandle(lambda call: NONE)
        if name in ("task", "task_group"):
            return OfDag(f"{SDK}.{name}", name, name, dag=self)
        return asked_of_dag(self.reading, self.draft, name) or site.unknown()


def _defaults(draft: PipelineDraft) -> DictData:
    """`dag.params`: where it is asked while building there is no run, and a key gives the default."""
    found: dict[Key, Datum] = {}
    for params in (draft.shared_params, draft.given.peek("params")):
        for key, datum in params.entries.items() if isinstance(params, DictData) else ():
            default = (
                datum.site.arguments.peek("default", 0) if isinstance(datum, ParamHandle) else datum
            )
            if default is not None:
                found[key] = default
    return DictData(found, partial=True)


@dataclass(eq=False, kw_only=True)
class OfDag(External):
    """`dag.task`: a decorator whose tasks are of this DAG, wherever they are called."""

    dag: DagHandle

    def member(self, name: str) -> OfDag:
        """`dag.task.branch`."""
        return OfDag(f"{self.qualified}.{name}", f"{self.text}.{name}", self.root, dag=self.dag)


class LookupHandle(Handle):
    """A variable, connection or parameter of the run, asked for while building."""

    def __init__(self, value: Value, text: Unknown | None = None) -> None:
        self.value = value
        self.text = self.source = text


class AssetHandle(Handle):
    """An asset; `|` and `&` of assets are conditions of a schedule."""

    def __init__(
        self,
        name: str,
        uri: str | Symbolic | None,
        condition: str = "all",
        members: tuple[AssetHandle, ...] = (),
    ) -> None:
        self.name = name
        self.uri = uri
        self.condition = condition
        self.members = members or (self,)
        # What it is made with beside its name and address.
        self.details: dict[str, Datum] = {}

    @property
    def is_condition(self) -> bool:
        """Whether it stands for several assets."""
        return self.members != (self,)

    @property
    def is_nested(self) -> bool:
        """Whether it is a condition over conditions."""
        return self.is_condition and any(member.is_condition for member in self.members)

    @property
    def assets(self) -> tuple[AssetHandle, ...]:
        """The assets themselves, however deep they stand."""
        if not self.is_condition:
            return (self,)
        return tuple(asset for member in self.members for asset in member.assets)

    @property
    def id(self) -> str:
        """What the module calls it: Airflow takes the slash at the end of an address away, it is the same asset."""
        return self.name.rstrip("/") if "://" in self.name else self.name

    def stated(self, name: str) -> str | None:
        """Its name, address or group, where that is known."""
        if name == "uri":
            address = self.name if self.uri is None else self.uri
            return address if isinstance(address, str) else None
        group = self.details.get("group", Known("asset"))
        value = self.name if name == "name" else group.value if isinstance(group, Known) else None
        return value if isinstance(value, str) else None

    def attribute(self, name: str, site: Site) -> Datum:
        said = self.stated(name) if name in ("uri", "name", "group") else None
        return site.unknown() if said is None else Known(said)

    def binary(self, operator: str, other: Datum, reflected: bool, site: Site) -> Datum | None:
        if operator not in ("|", "&") or not isinstance(other, AssetHandle):
            return None
        made = joined("any" if operator == "|" else "all", [self, other])
        if self.source is not None and other.source is not None:
            made.source = site.unknown()
        return made


def joined(condition: str, handles: list[AssetHandle]) -> AssetHandle:
    """All or any of some assets; a condition of the same kind among them is taken apart."""
    if len(handles) == 1:
        return handles[0]
    members = [
        inner
        for handle in handles
        for inner in (
            handle.members if handle.is_condition and handle.condition == condition else (handle,)
        )
    ]
    return AssetHandle("", None, condition, tuple(members))


class ParamHandle(Handle):
    """`Param(default, type=…)`."""

    def __init__(self, site: CallSite) -> None:
        self.site = site


class TimetableHandle(Handle):
    """A timetable."""

    def __init__(self, name: str, site: CallSite) -> None:
        self.name = name
        self.site = site


class NotifierHandle(Handle):
    """A notifier, by its qualified name."""

    def __init__(self, name: str, site: CallSite) -> None:
        self.name = name
        self.site = site


class ConfigHandle(Handle):
    """A configuration of cosmos: what it is made with is asked for by the task that it is given to."""

    def __init__(self, site: CallSite) -> None:
        self.site = site

    def truth(self) -> bool | None:
        return True

    @property
    def is_known(self) -> bool:
        """Whether all that it is made with is."""
        return not self.site.arguments.spreads

    def given(self, name: str, position: int | None = None) -> Datum | None:
        """What it is made with."""
        return self.site.arguments.peek(name, position)

    def rest(self, *known: str) -> dict[str, Datum]:
        """What it is made with by name, but for these."""
        stated = self.site.arguments.keywords.items()
        return {name: argument.datum for name, argument in stated if name not in known}


class RetryPolicyHandle(Handle):
    """A retry policy, or a rule of one."""

    def __init__(self, name: str, site: CallSite) -> None:
        self.name = name
        self.site = site
        self.source = site.unknown()

    def given(self, name: str, position: int) -> Datum | None:
        """What it is made with."""
        return self.site.arguments.peek(name, position)

    def says(self, name: str, position: int) -> bool:
        """Whether an argument is stated."""
        return self.given(name, position) is not None
