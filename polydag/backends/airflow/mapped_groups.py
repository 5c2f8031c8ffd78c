"""Mapped groups: functions that build a group once, called with what it is mapped over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polydag.backends.airflow.codes import BranchInMappedGroup, GroupOfOne
from polydag.backends.airflow.flow import Flow
from polydag.backends.airflow.handles import Edges, arguments_read
from polydag.backends.airflow.mapping import spread
from polydag.backends.airflow.naming import Scope
from polydag.backends.airflow.values import Speller
from polydag.backends.airflow.versions.codes import RuleSeesAllInstances
from polydag.backends.airflow.work import Work
from polydag.ir.mapped import variables_of
from polydag.ir.operations import Choose, Opening
from polydag.ir.tasks import Group, Task
from polydag.ir.values import Items, OutputOf
from polydag.ir.values import Value as GivenValue
from polydag.rendering.pyvalues import expression

EVERY = '''class {name}({base}):
    """All outputs of a mapped group as a list: Airflow 3.3 hands over a single one bare."""

    def __init__(self, task):
        output = getattr(task, "output", task)
        super().__init__(output.operator, output.key)
        self.output = self

    def __getitem__(self, key):
        return {name}(super().__getitem__(key))

    def resolve(self, context):
        ids = [self.operator.task_id]
        found = context["ti"].xcom_pull(task_ids=ids, key=self.key)
        return [value for value in found if value is not None]'''

# What need not wait for all that stand above.
_FAST = frozenset({"one_done", "one_failed", "one_success"})


@dataclass(frozen=True)
class MappedGroup:
    """A group as a function: `returned` are its tasks that something outside refers to, `read` those whose outputs are taken."""

    group: Group
    function: str
    members: tuple[str, ...]
    parameters: tuple[str, ...]
    returned: tuple[str, ...]
    read: frozenset[str]
    inner: Edges

    @property
    def path(self) -> tuple[str, ...]:
        return self.group.path

    @property
    def over(self) -> Iterable[GivenValue]:
        """The collections."""
        return self.group.mapping.over.values() if self.group.mapping is not None else ()


def mapped_groups(flow: Flow, edges: Edges, scope: Scope) -> tuple[MappedGroup, ...]:
    """The mapped groups of a pipeline that have tasks."""
    around = {task.id: flow.graph.mapped.around(task) for task in flow.tasks}
    found = []
    for group in flow.graph.mapped.groups.values():
        members = tuple(id for id, own in around.items() if own is group)
        if members:
            found.append(_mapped_group(group, members, flow, edges, scope))
    return tuple(found)


def _mapped_group(
    group: Group, members: tuple[str, ...], flow: Flow, edges: Edges, scope: Scope
) -> MappedGroup:
    inside = set(members)
    read = {
        output.task
        for task in flow.tasks
        if task.id not in inside
        for output in arguments_read(task)
    }
    returned = flow.pipeline.returns
    read |= {returned.task} if isinstance(returned, OutputOf) else set()
    crossing = {id for edge in edges for id in edge if (edge[0] in inside) != (edge[1] in inside)}
    return MappedGroup(
        group=group,
        function=scope.take(group.path[-1], f"map_{group.path[-1]}"),
        members=members,
        parameters=_parameters(group, [flow.by_id[id] for id in members], scope),
        returned=tuple(id for id in members if id in read | crossing),
        read=frozenset(read & inside),
        inner=tuple(edge for edge in edges if set(edge) <= inside),
    )


def _parameters(group: Group, members: list[Task], scope: Scope) -> tuple[str, ...]:
    """The names by which the tasks are given the element; the building code uses them for nothing else."""
    over = group.mapping.over if group.mapping is not None else {}
    names = list(over) if "**" not in over else []
    for task in members if "**" in over else ():
        names += sorted(variables_of(task) - set(names))
    for name in names:
        scope.reserve(name)
    return tuple(names)


def tell_group(mapped: MappedGroup, flow: Flow, work: Work) -> None:
    """Tell what Airflow does otherwise in a mapped group."""
    name = ".".join(mapped.path)
    is_ignored = work.dialect.has("branches in mapped groups skip nothing")
    for id in mapped.members if is_ignored else ():
        task = flow.by_id[id]
        if isinstance(task.operation, Choose | Opening):
            work.tell(BranchInMappedGroup(pipeline=flow.pipeline.id, group=name), task)
    sees_all = work.dialect.has("fast rules see all instances")
    for id in mapped.members if sees_all else ():
        task = flow.by_id[id]
        if task.rule in _FAST and set(flow.graph.upstream[id]) & set(mapped.members):
            told = RuleSeesAllInstances(pipeline=flow.pipeline.id, rule=task.rule, group=name)
            work.tell(told, task)
    if is_wrapped(mapped, work):
        work.tell(GroupOfOne(pipeline=flow.pipeline.id, group=name))


def is_wrapped(mapped: MappedGroup, work: Work) -> bool:
    """Whether what is taken from the group may be a single value, which Airflow hands over without a list."""
    if not work.dialect.has("bare value of a mapped group"):
        return False
    sizes = [len(value.items) if isinstance(value, Items) else 0 for value in mapped.over]
    several = bool(sizes) and all(sizes) and any(size > 1 for size in sizes)
    return bool(mapped.read) and not several


def decorator_of(mapped: MappedGroup, work: Work) -> str:
    """`@task_group`, with what differs from the function's own name and docstring."""
    word = work.sdk("task_group")
    if mapped.function == mapped.path[-1]:
        return f"@{word}"
    return f"@{word}(group_id={expression(mapped.path[-1])})"


def call_of(
    mapped: MappedGroup, handles: Mapping[str, str], speller: Speller, work: Work
) -> list[str]:
    """The call that maps the group, with variables for what others refer to."""
    assert mapped.group.mapping is not None
    method, items = spread(mapped.group.mapping, speller)
    call = f"{mapped.function}.{method}({work.use(items)})"
    names = [handles[id] for id in mapped.returned]
    wrapped = [
        handles[id] for id in mapped.returned if id in mapped.read and is_wrapped(mapped, work)
    ]
    if names == wrapped and len(names) == 1:
        return [f"{names[0]} = {_every(work)}({call})"]
    rows = [f"{', '.join(names)} = {call}" if names else call]
    return [*rows, *(f"{name} = {_every(work)}({name})" for name in wrapped)]


def _every(work: Work) -> str:
    name = "Every"
    if name not in work.helpers:
        base = work.airflow("airflow.sdk.definitions.xcom_arg", "PlainXComArg")
        work.helpers[name] = EVERY.format(name=name, base=base)
    return name
