"""Loops over what is only known when the code runs, once it is known: the tasks of each iteration, and where they are found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

from pydantic import JsonValue

from polydag.backends.contract import PipelinePlan
from polydag.backends.open_loops import ends_of, open_families, with_nodes
from polydag.ir.expand import expanded
from polydag.ir.model import Frozen, Symbolic
from polydag.ir.pipeline import Pipeline
from polydag.ir.replacing import with_values
from polydag.ir.tasks import Edge, Family, Node, Placement, Task
from polydag.ir.values import Code, FamilyOutput, Items, OutputOf, Value, VariableOf, constant
from polydag.runs.reference.process import Process

_PATIENCE = 20.0


@dataclass(frozen=True)
class Iteration:
    """One iteration: what the loop's variables are, and the ids of its tasks by those that they are written under."""

    values: Mapping[str, JsonValue]
    ids: Mapping[str, str]


Known = Mapping[str, tuple[Iteration, ...]]
"""The iterations of each loop, by the family's id."""


def iterations(pipeline: Pipeline, place: dict[str, JsonValue]) -> Known:
    """What the loops of a pipeline run over here; `place` sets a worker up that knows the module.

    A loop over what nobody gave a value is left out.
    """
    families = open_families(pipeline)
    if not families:
        return {}
    found: dict[str, tuple[Iteration, ...]] = {}
    with Process(place) as process:
        for family in families:
            answer = process.ask({"do": "evaluate", "tree": _question(family)}, _PATIENCE)
            if "error" not in answer:
                rows = cast("list[list[list[JsonValue]]]", answer["value"])
                found[family.id] = tuple(_iteration(family, n, row) for n, row in enumerate(rows))
    return found


def _question(family: Family) -> dict[str, JsonValue]:
    """The values of the variables and the ids of the tasks in every iteration, as an expression."""
    variables = ", ".join(family.variables)
    ids = ", ".join(family.ids[m.id].text if m.id in family.ids else "None" for m in family.members)
    over = family.over if isinstance(family.over, Code) else Code(text="None")
    text = f"[[[{variables}], [{ids}]] for {variables} in {over.text}]"
    return {"code": text, "names": list(over.names), "reads": {}}


def _iteration(family: Family, number: int, row: list[list[JsonValue]]) -> Iteration:
    values, ids = row
    numbered = f"__{number}" if number else ""
    return Iteration(
        dict(zip(family.variables, values, strict=True)),
        {
            member.id: f"{member.id}{numbered}" if id is None else str(id)
            for member, id in zip(family.members, ids, strict=True)
        },
    )


def unrolled(pipeline: Pipeline, known: Known) -> Pipeline:
    """The pipeline with the tasks of every iteration."""
    families = {f.id: f for f in open_families(pipeline) if f.id in known}
    if not families:
        return pipeline
    flat = expanded(pipeline).edges
    homes = {member.id: family for family in families.values() for member in family.members}
    edges = [new for edge in flat for new in _edges(edge, homes, known)]
    for family in families.values():
        edges += _between(family, known[family.id], flat) if family.order == "chain" else ()
    nodes: list[Node] = []
    for node in pipeline.nodes:
        if node.id not in families:
            nodes.append(node)
        elif known[node.id]:
            nodes.append(_unrolled(families[node.id], known[node.id]))
    update = {"nodes": tuple(nodes), "edges": tuple(dict.fromkeys(edges))}
    return with_nodes(pipeline.model_copy(update=update), lambda value: _of_none(value, known))


def _of_none(value: Value, known: Known) -> Value | None:
    """What the tasks of a loop without an element give together."""
    is_none = isinstance(value, FamilyOutput) and known.get(value.family) == ()
    return Items(items=()) if is_none else None


def found_again(plan: PipelinePlan, pipeline: Pipeline, known: Known, engine: str) -> PipelinePlan:
    """The plan with the places of the tasks of every iteration; `pipeline` is the one before."""
    placements = dict(plan.placements)
    for family in open_families(pipeline):
        for member in family.members if family.id in known else ():
            place = placements.pop(member.id, None)
            if place is None:
                continue
            computed = member.id in family.ids
            for number, one in enumerate(known[family.id]):
                placements[one.ids[member.id]] = _place(
                    place, member.id, one.ids[member.id] if computed else None, number, engine
                )
    return replace(plan, placements=placements)


def _place(place: Placement, member: str, id: str | None, number: int, engine: str) -> Placement:
    """Where a task of one iteration is found; without an id of its own it is the call of that number."""
    if engine == "dagster":
        plain = re.sub(r"\W+", "_", member.replace("{", "").replace("}", "")).strip("_")
        prefix = place.address.removesuffix(plain) if place.address.endswith(plain) else ""
        own = f"{place.address}_{number}" if id is None else re.sub(r"\W+", "_", f"{prefix}{id}")
        return place.model_copy(update={"address": own})
    if id is None:
        return place.model_copy(update={"instance": number})
    return place.model_copy(update={"address": id, "instance": None})


def _unrolled(family: Family, known: tuple[Iteration, ...]) -> Family:
    return family.model_copy(
        update={
            "instances": tuple(
                tuple(_task(member, one) for member in family.members) for one in known
            ),
            "bindings": tuple(
                {name: constant(value) for name, value in one.values.items()} for one in known
            ),
        }
    )


def _task(member: Task, one: Iteration) -> Task:
    """A task of one iteration, what it is given included."""

    def change(value: Value) -> Value | None:
        if isinstance(value, OutputOf) and value.task in one.ids:
            return value.model_copy(update={"task": one.ids[value.task]})
        if isinstance(value, VariableOf) and value.name in one.values:
            return constant(_part(one.values[value.name], value.path))
        return None

    task = _bound(with_values(member, change), one)
    id = one.ids[member.id]
    origin = None if member.origin is None else member.origin.model_copy(update={"address": id})
    return task.model_copy(update={"id": id, "origin": origin})


def _part(whole: JsonValue, path: tuple[str | int, ...]) -> JsonValue:
    for key in path:
        whole = cast("dict[str | int, JsonValue]", whole)[key]
    return whole


def _bound(model: Task, one: Iteration) -> Task:
    """The task with its settings no longer in terms of the loop's variables."""
    update = {
        name: found
        for name in type(model).model_fields
        if name != "operation" and (found := _setting(getattr(model, name), one)) is not None
    }
    return model.model_copy(update=update) if update else model


def _setting(value: object, one: Iteration) -> object:
    """The setting as it is in the iteration; None where nothing changes."""
    if isinstance(value, Symbolic):
        given = ", ".join(f"{name}={item!r}" for name, item in one.values.items())
        text = f"(lambda {given}: {value.text})()"
        return value.model_copy(update={"text": text})
    if isinstance(value, Frozen):
        update = {
            name: found
            for name in type(value).model_fields
            if (found := _setting(getattr(value, name), one)) is not None
        }
        return value.model_copy(update=update) if update else None
    return None


def _edges(edge: Edge, homes: Mapping[str, Family], known: Known) -> list[Edge]:
    one, other = homes.get(edge.upstream), homes.get(edge.downstream)
    ups = _ends(edge.upstream, one, known)
    downs = _ends(edge.downstream, other, known)
    if one is not None and one is other:
        pairs = list(zip(ups, downs, strict=True))
    else:
        downs = downs[:1] if other is not None and other.order == "chain" else downs
        ups = ups[-1:] if one is not None and one.order == "chain" else ups
        pairs = [(up, down) for up in ups for down in downs]
    return [edge.model_copy(update={"upstream": up, "downstream": down}) for up, down in pairs]


def _ends(id: str, family: Family | None, known: Known) -> list[str]:
    return [id] if family is None else [iteration.ids[id] for iteration in known[family.id]]


def _between(family: Family, known: tuple[Iteration, ...], edges: tuple[Edge, ...]) -> list[Edge]:
    firsts, lasts = ends_of(family, edges)
    return [
        Edge(upstream=one.ids[up], downstream=other.ids[down])
        for one, other in pairwise(known)
        for up in lasts
        for down in firsts
    ]
