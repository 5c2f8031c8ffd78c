"""Whether the author's function can itself become the op, or stands by itself and is called."""

from __future__ import annotations

from collections.abc import Iterator

from polydag.backends.dagster.facts import Facts
from polydag.backends.dagster.names import RESERVED
from polydag.backends.open_loops import open_families
from polydag.ir.functions import Function
from polydag.ir.mapped import variables_of
from polydag.ir.operations import Check, Gate, OfFunction, Script, Wait
from polydag.ir.tasks import Task
from polydag.ir.values import FamilyOutput, Items, OutputOf, VariableOf, walk

# Names that an op's function cannot use for its data.
TAKEN = RESERVED | {"after", "chosen", "mapped", "order", "params", "passed", "some", "whole"}


def inlines(facts: Facts, task: Task, *, assets: bool, tracked: bool) -> bool:
    """Nobody else runs or calls the function, and Dagster can give it what it takes."""
    function = facts.function(task)
    if task.id in facts.caught:
        return False
    if isinstance(task.operation, Wait | Script) or (tracked and isinstance(task.operation, Gate)):
        return False
    if isinstance(task.operation, Check) and not (assets and _gives_verdict(function)):
        return False
    if (
        function is None
        or function.elsewhere is not None
        or (function.is_generator and not function.optional)
        or not isinstance(task.operation, OfFunction)
    ):
        return False
    if any(p.kind in ("var_positional", "var_keyword") for p in function.arguments):
        return False
    if any(capture.how == "other" for capture in function.captured) or not _is_alone(
        function, facts
    ):
        return False
    if _is_looped(task, facts):
        return False
    return _takes(task, facts, assets=assets) and not TAKEN.intersection(_data(task))


def _is_looped(task: Task, facts: Facts) -> bool:
    """Whether what a loop gives to the task is a variable around the function, and not a parameter of it."""
    looped = (m.id for family in open_families(facts.pipeline) for m in family.members)
    return bool(variables_of(task)) and task.id in looped


def _gives_verdict(function: Function | None) -> bool:
    return function is not None and any(use.kind == "verdict" for use in function.uses)


def _takes(task: Task, facts: Facts, *, assets: bool) -> bool:
    """Whether inputs carry the arguments: assets have no lists, and one item of a mapping is one parameter."""
    arguments = getattr(task.operation, "arguments", {}).values()
    if assets and any(_is_list(value) for value in arguments):
        return False
    group = facts.graph.mapped.around(task)
    mapping = task.mapping
    if group is not None and group.mapping is not None:
        whole = len(group.mapping.over) == 1 and group.mapping.mode != "kwargs"
        return whole or not variables_of(task)
    return mapping is None or (len(mapping.over) == 1 and mapping.mode != "kwargs")


def _is_list(value: object) -> bool:
    if isinstance(value, FamilyOutput):
        return True
    return isinstance(value, Items) and any(isinstance(inner, OutputOf) for inner in walk(value))


def _data(task: Task) -> Iterator[str]:
    """Parameters that take another task's output, or an item of a mapping."""
    for name, value in getattr(task.operation, "arguments", {}).items():
        if any(isinstance(inner, OutputOf | FamilyOutput | VariableOf) for inner in walk(value)):
            yield name
    yield from task.mapping.over if task.mapping is not None else ()


def _is_alone(function: Function, facts: Facts) -> bool:
    """Whether one task runs the function, and no other code calls it."""
    return facts.runs[function.name] == 1 and function.name not in facts.called
