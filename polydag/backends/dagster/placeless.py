"""Tasks that become no op and no asset of their own: what they state has no place in the code, and is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from polydag.backends.dagster.codes import AttributeDropped, AttributeLost
from polydag.backends.dagster.design import Design
from polydag.backends.dagster.policies import place_of, what_became
from polydag.backends.dagster.sheet import Sheet
from polydag.backends.settings import foreign, stated
from polydag.diagnostics import Diagnostic
from polydag.ir.tasks import Task

# What is stated with its value; the rest of a task says what it is and where it stands.
_STATED = (
    *("name", "doc", "comment", "retry", "timeout", "pool", "pool_slots", "priority", "tags"),
    *("owner", "cache", "past", "publishes", "consumes"),
)


@dataclass(frozen=True, kw_only=True)
class OrderAlone(Diagnostic):
    """A task that does nothing makes no asset: it is there for the order of those around it.

    Assets are what is made, so that it is left out: what stands below it depends on what stands above it. With
    `--dagster-style ops` each of them is an op.
    """

    code: ClassVar[str] = "DGW004"
    text: ClassVar[str] = (
        "{names} of `{pipeline}` only put others in order, which the assets do without them"
    )
    names: str


def tell_contracted(design: Design, sheet: Sheet) -> None:
    """Say which tasks are left out of the assets, and what each of them states."""
    if not design.contracted:
        return
    tasks = design.facts.tasks
    names = ", ".join(f"`{id}`" for id in tasks if id in design.contracted)
    sheet.tell(OrderAlone(names=names, **place_of(design.pipeline.id)))
    for id in tasks:
        if id in design.contracted:
            tell_placeless(tasks[id], design, sheet, "the task is left out")


def tell_placeless(task: Task, design: Design, sheet: Sheet, why: str) -> None:
    """Say what a task without a place states, but for what it shares with others that have one."""
    place = place_of(design.pipeline.id, task.id)
    for name in _set(task, design):
        attribute = stated(name, getattr(task, name))
        sheet.tell(AttributeDropped(attribute=attribute, owner=task.id, reason=why, **place))
    for hook in task.hooks:
        attribute = stated("hooks", hook)
        sheet.tell(AttributeLost(attribute=attribute, owner=task.id, reason=why, **place))
    shared = design.pipeline.defaults.extras
    for engine, name, value, effect in foreign(task.extras, "dagster"):
        if shared.get(engine, {}).get(name) != value:
            kind = what_became(name, effect)
            reason = effect or f"only {engine} knows it"
            sheet.tell(kind(attribute=stated(name, value), owner=task.id, reason=reason, **place))


def _set(task: Task, design: Design) -> Iterator[str]:
    """What the task states that is neither its default nor that of the pipeline's other tasks."""
    function = design.facts.function(task)
    usual = {"name": task.id, "doc": function.doc if function is not None else None}
    for name in _STATED:
        value = getattr(task, name)
        default = type(task).model_fields[name].get_default()
        if value not in (default, usual.get(name)) and not _is_shared(name, value, design):
            yield name


def _is_shared(name: str, value: object, design: Design) -> bool:
    if value != getattr(design.pipeline.defaults, name, None):
        return False
    placed = (t for id, t in design.facts.tasks.items() if id not in design.contracted)
    return any(getattr(task, name) == value for task in placed)
