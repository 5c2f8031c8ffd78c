"""Tasks that one loop over known values built, as families."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polydag.frontends.prefect.drafts import Draft
from polydag.frontends.prefect.flow import FlowReading
from polydag.ir.model import Symbolic
from polydag.ir.tasks import Family, Node, Task
from polydag.syntax.convert import to_value
from polydag.syntax.data import Known
from polydag.syntax.scope import LoopFrame


def families(flow: FlowReading, made: Mapping[int, Task]) -> list[Node]:
    """The tasks in order, those of one loop gathered; loops that are not alike in every iteration stay single tasks."""
    nodes: list[Node] = []
    done: set[str] = set()
    for draft in flow.drafts:
        frame = draft.loops[0] if draft.loops else None
        if frame is None or frame.id in done:
            nodes += [made[id(draft)]] if frame is None else []
            continue
        done.add(frame.id)
        own = [d for d in flow.drafts if d.loops and d.loops[0].id == frame.id]
        family = _family(own, frame, made)
        nodes += [family] if family is not None else [made[id(d)] for d in own]
    return nodes


def _family(own: Sequence[Draft], frame: LoopFrame, made: Mapping[int, Task]) -> Family | None:
    instances: dict[int, list[Draft]] = {}
    for draft in own:
        instances.setdefault(draft.loops[0].index or 0, []).append(draft)
    first = instances[min(instances)]
    shape = [draft.template for draft in first]
    alike = all([d.template for d in drafts] == shape for drafts in instances.values())
    plain = all(len(d.loops) == 1 and d.role == "work" and not d.guards for d in own)
    unique = len(set(shape)) == len(shape)
    if (
        not alike
        or not plain
        or not unique
        or len(frame.variables) != 1
        or len(instances) != frame.count
    ):
        return None
    if not all(_labelled(drafts[0].loops[0]) for drafts in instances.values()):
        return None
    variable = frame.variables[0]
    members = tuple(_member(draft, made[id(draft)]) for draft in first)
    return Family(
        id=_id(first, variable),
        variables=(variable,),
        over=to_value(frame.iterable),
        members=members,
        ids={
            member.id: _id_expression(draft, variable)
            for member, draft in zip(members, first, strict=True)
        },
        bindings=tuple(
            {variable: to_value(d[0].loops[0].values[variable])} for d in instances.values()
        ),
        instances=tuple(tuple(made[id(d)] for d in drafts) for drafts in instances.values()),
        order="chain" if any(d.fatal for d in own) else "parallel",
        span=first[0].place,
    )


def _labelled(frame: LoopFrame) -> bool:
    """Whether ids are the value's own text, so that an expression of the variable gives them."""
    datum = frame.values.get(frame.variables[0])
    if not isinstance(datum, Known):
        return False
    return isinstance(datum.value, int) or (
        isinstance(datum.value, str) and datum.value.replace("_", "a").isalnum()
    )


def _member(draft: Draft, task: Task) -> Task:
    update = {
        "id": draft.template,
        "operation": draft.member or task.operation,
        "group": _group(draft),
        "origin": None,
    }
    return task.model_copy(update=update)


def _group(draft: Draft) -> tuple[str, ...]:
    return tuple(draft.template.split(".")[:-1]) if draft.group else ()


def _id(first: Sequence[Draft], variable: str) -> str:
    base = first[0].template.rpartition(".")[0] or first[0].template
    return f"each_{variable}_{base.replace('.', '_')}"


def _id_expression(draft: Draft, variable: str) -> Symbolic:
    """The id as an f-string over the variable; the suffix stands in the first part of the path that has it."""
    parts = draft.id.split(".")
    templates = draft.template.split(".")
    text = ".".join(
        t if p == t else f"{t}_{{{variable}}}" for p, t in zip(parts, templates, strict=False)
    )
    return Symbolic(text=f'f"{text}"')
