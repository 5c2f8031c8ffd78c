"""Mapped groups: which one a task stands in, and what decides about its instances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from polydag.ir.pipeline import Pipeline
from polydag.ir.reads import arguments_of, outputs_of
from polydag.ir.tasks import Group, Task
from polydag.ir.values import FamilyOutput, OutputOf, VariableOf, walk


@dataclass(frozen=True)
class MappedGroups:
    """The mapped groups of a pipeline."""

    pipeline: Pipeline

    @cached_property
    def groups(self) -> Mapping[tuple[str, ...], Group]:
        return {group.path: group for group in self.pipeline.groups if group.mapping is not None}

    def around(self, task: Task) -> Group | None:
        """The mapped group that a task stands in."""
        if task.mapping is None or task.mapping.mode != "group":
            return None
        paths = (task.group[:depth] for depth in range(len(task.group), 0, -1))
        return next((self.groups[path] for path in paths if path in self.groups), None)

    def together(self, one: Task, other: Task) -> bool:
        """Whether instances of two tasks belong to each other one by one."""
        group = self.around(one)
        return group is not None and group is self.around(other)

    def collections(self, task: Task) -> tuple[OutputOf | FamilyOutput, ...]:
        """The outputs behind the elements of the group that a task is given."""
        group = self.around(task)
        names = variables_of(task)
        if group is None or group.mapping is None:
            return ()
        over = group.mapping.over
        values = [
            value for name, value in over.items() if name in names or ("**" in over and names)
        ]
        return tuple(outputs_of(values))

    def all_collections(self, task: Task) -> tuple[OutputOf | FamilyOutput, ...]:
        """The outputs that the group of a task is mapped over."""
        group = self.around(task)
        mapping = group.mapping if group is not None else None
        return tuple(outputs_of(mapping.over.values())) if mapping is not None else ()


def variables_of(task: Task) -> frozenset[str]:
    """The variables among what a task is given."""
    values = arguments_of(task.operation).values()
    return frozenset(_variables(inner for value in values for inner in walk(value)))


def _variables(values: Iterable[object]) -> Iterable[str]:
    return (value.name for value in values if isinstance(value, VariableOf))
