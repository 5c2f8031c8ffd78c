"""Writes what a loop of the source built as a loop again, where the flow treats every instance alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from polydag.backends.prefect.calls import Callee
from polydag.backends.prefect.needs import given
from polydag.backends.prefect.steps import (
    Attempt,
    Branch,
    Direct,
    Guard,
    Handle,
    Loop,
    Program,
    Settled,
    Step,
    Submit,
)
from polydag.ir.graph import Graph
from polydag.ir.tasks import Family
from polydag.ir.values import OutputOf, walk


def looped(program: Program, graph: Graph, callees: Mapping[str, Callee]) -> Program:
    """The program with a `Loop` in place of the calls of each family that allows it."""
    families = [
        node
        for node in graph.pipeline.nodes
        # Where states are looked at, what is known one by one is written one by one.
        if isinstance(node, Family) and (node.bindings is None or not program.tolerant)
        if _alike(node, graph, callees)
    ]
    return replace(program, steps=_in(program.steps, families))


def loops_in(steps: tuple[Step, ...]) -> frozenset[str]:
    """The families that some steps hold as loops."""
    found: set[str] = set()
    for step in steps:
        match step:
            case Loop(family=family):
                found.add(family)
            case Branch(arms=arms):
                found |= {id for _, body in arms for id in loops_in(body)}
            case Guard(body=body) | Attempt(body=body) | Handle(body=body) | Settled(body=body):
                found |= loops_in(body)
    return frozenset(found)


def _in(steps: tuple[Step, ...], families: list[Family]) -> tuple[Step, ...]:
    result: tuple[Step, ...] = tuple(_inside(step, families) for step in steps)
    for family in families:
        result = _rolled(result, family)
    return result


def _inside(step: Step, families: list[Family]) -> Step:
    match step:
        case Branch(arms=arms):
            return replace(step, arms=tuple((labels, _in(body, families)) for labels, body in arms))
        case Guard(body=body):
            return replace(step, body=_in(body, families))
        case Attempt(body=body) | Handle(body=body) | Settled(body=body):
            return replace(step, body=_in(body, families))
        case _:
            return step


def _rolled(steps: tuple[Step, ...], family: Family) -> tuple[Step, ...]:
    ids = [task.id for instance in family.instances for task in instance]
    for start in range(len(steps) - len(ids) + 1):
        window = steps[start : start + len(ids)]
        if [getattr(step, "task", None) for step in window] != ids:
            continue
        for kind in (Direct, Submit):
            if all(type(step) is kind for step in window):
                loop = Loop(family.id, tuple(ids), direct=kind is Direct)
                return (*steps[:start], loop, *steps[start + len(ids) :])
    return steps


def _alike(family: Family, graph: Graph, callees: Mapping[str, Callee]) -> bool:
    """Whether no instance is singled out: by its options, or by a task outside that takes one of them."""
    instances = family.instances
    if len(instances) < 2 or any(member.mapping is not None for member in family.members):
        return False
    ids = {task.id for instance in instances for task in instance}
    for position, member in enumerate(family.members):
        column = [instance[position].id for instance in instances]
        shared = family.bindings is None or member.operation.kind in ("call", "check")
        if not shared or not _same_options(column, callees):
            return False
        if any(callees[id].object != callees[column[0]].object for id in column):
            return False
        named = [callees[id] for id in column if "name" in callees[id].changes]
        if named and member.id not in family.ids:
            return False
        # Calls one after the other need no gathering before the next one.
        below_all = {d for id in column for d in graph.downstream[id]} - ids
        for below in below_all if family.order == "parallel" else ():
            if not set(column) <= set(graph.upstream[below]):
                return False
    return not any(_singles_out(id, ids, graph) for id in graph.tasks if id not in ids)


def _same_options(column: list[str], callees: Mapping[str, Callee]) -> bool:
    texts = [
        {key: value.text for key, value in callees[id].changes.items() if key != "name"}
        for id in column
    ]
    return all(text == texts[0] for text in texts)


def _singles_out(reader: str, ids: set[str], graph: Graph) -> bool:
    task = graph.tasks[reader]
    values = [*given(task).values(), *(task.mapping.over.values() if task.mapping else ())]
    return any(
        isinstance(inner, OutputOf) and inner.task in ids
        for value in values
        for inner in walk(value)
    )
