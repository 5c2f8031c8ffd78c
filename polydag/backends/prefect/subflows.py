"""Writes a loop of subflow calls as that again: the body of the subflow once, and a call of it per element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from polydag.backends.prefect.calls import Callee
from polydag.backends.prefect.context import FlowContext
from polydag.backends.prefect.docstrings import docstring
from polydag.backends.prefect.invocations import Invocations
from polydag.backends.prefect.lines import Lines
from polydag.backends.prefect.names import Names, identifier
from polydag.backends.prefect.needs import Needs
from polydag.backends.prefect.references import References
from polydag.backends.prefect.steps import Loop, Program
from polydag.ir.graph import Graph
from polydag.ir.tasks import Family, Group
from polydag.ir.values import Constant, OutputOf, VariableOf, walk
from polydag.rendering.pyvalues import expression


@dataclass(frozen=True, kw_only=True)
class Subflow:
    """A flow that the pipeline's flow calls; `addresses` are the engine's id and the number of the call of each task."""

    name: str
    context: FlowContext
    addresses: Mapping[str, tuple[str, int]]


def subflows_of(
    program: Program, graph: Graph, members: Mapping[tuple[str, int], Callee], names: Names
) -> dict[str, Subflow]:
    """The subflows by the family of which they are the body."""
    made = {}
    loops = {step.family for step in program.steps if isinstance(step, Loop) and step.direct}
    for family in graph.pipeline.nodes:
        if isinstance(family, Family) and family.id in loops:
            group = _called(family, graph)
            if group is not None:
                made[family.id] = _subflow(family, group, graph, members, names)
    return made


def _called(family: Family, graph: Graph) -> Group | None:
    """The group of the first call, where every instance is one call of the same pipeline, with loop variables only."""
    known = {group.path: group for group in graph.pipeline.groups}
    groups = [{task.group for task in instance} for instance in family.instances]
    if any(len(paths) != 1 for paths in groups):
        return None
    found = [known.get(path) for paths in groups for path in paths]
    called = {group.subpipeline for group in found if group is not None}
    if None in found or len(called) != 1 or None in called or not _is_closed(family, graph):
        return None
    return found[0]


def _is_closed(family: Family, graph: Graph) -> bool:
    own = {member.id for member in family.members}
    ids = {task.id for instance in family.instances for task in instance}
    for member in family.members:
        for value in getattr(member.operation, "arguments", {}).values():
            for inner in walk(value):
                inside = isinstance(inner, OutputOf) and inner.task in own
                if not inside and not isinstance(inner, VariableOf | Constant):
                    return False
    return not any(set(graph.data[id]) & ids for id in graph.tasks if id not in ids)


def _subflow(
    family: Family,
    group: Group,
    graph: Graph,
    members: Mapping[tuple[str, int], Callee],
    names: Names,
) -> Subflow:
    name = names.free(identifier(str(group.subpipeline)))
    plain = name.replace("_", "-")
    called = str(group.subpipeline)
    own = plain if called in (name, plain) else called
    callees = [_inside(members[family.id, p]) for p in range(len(family.members))]
    context = FlowContext(
        comments=(),
        decorator="flow" if own == plain else f"flow(name={expression(called).text})",
        name=name,
        parameters=", ".join(family.variables),
        docstring=docstring(group.doc) if group.doc else "",
        lines=tuple(_lines(callees, graph, names)),
    )
    addresses = {
        task.id: (f"{own}/{_label(callee)}", number)
        for number, instance in enumerate(family.instances)
        for task, callee in zip(instance, callees, strict=True)
    }
    return Subflow(name=name, context=context, addresses=addresses)


def _inside(callee: Callee) -> Callee:
    """The call in the subflow, where the task's id needs no prefix."""
    label = callee.task.id.removeprefix(".".join(callee.task.group) + ".")
    changes = {key: value for key, value in callee.changes.items() if key != "name"}
    if label != callee.object:
        changes = {"name": expression(label), **changes}
    return replace(callee, changes=changes)


def _label(callee: Callee) -> str:
    return callee.task.id.removeprefix(".".join(callee.task.group) + ".")


def _lines(callees: list[Callee], graph: Graph, names: Names) -> Iterator[str]:
    lines = Lines()
    inner = names.inner()
    references = References(graph, {c.task.id: c for c in callees}, inner, lines)
    invocations = Invocations(references, Needs(graph), lines, {})
    for callee in callees:
        lines.add(0, invocations.direct(callee), *references.bind_values(callee.task.id))
    yield from lines.written().lines
