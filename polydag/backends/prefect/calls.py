"""How a task is named and called in a flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from polydag.ir.tasks import Task
from polydag.ir.values import Constant, Value
from polydag.rendering.pyvalues import Expression, call


@dataclass(frozen=True, kw_only=True)
class Callee:
    """The task object in the module, what this call changes of it, and the values for its parameters.

    `parameters` are names with stars in order; `outputs` and `shape` say what a call gives.
    """

    task: Task
    object: str
    changes: Mapping[str, Expression] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    arguments: Mapping[str, Value] = field(default_factory=dict)
    outputs: tuple[str, ...] = ("result",)
    shape: str = "value"

    @property
    def target(self) -> Expression:
        """`load`, or `load.with_options(name="load_eu")`."""
        if not self.changes:
            return Expression(self.object)
        return call(f"{self.object}.with_options", **self.changes)


def arguments_text(
    callee: Callee, spelled: Mapping[str, Expression], skip: tuple[str, ...] = ()
) -> list[str]:
    """The arguments as written: by position as long as none is left out, then by keyword."""
    parts: list[str] = []
    left_out = bool(skip)
    for parameter in callee.parameters:
        name = parameter.lstrip("*")
        if parameter == "/":
            continue
        if parameter in ("*", f"*{name}"):
            # What stands behind takes keywords alone.
            left_out = True
        if name not in spelled or name in skip:
            left_out = left_out or parameter == name
            continue
        text = spelled[name].text
        if parameter.startswith("**"):
            parts.append(f"**{text}")
        elif parameter.startswith("*"):
            parts.append(f"*{text}")
        else:
            parts.append(f"{name}={text}" if left_out else text)
    return parts


def is_scalar(value: Value) -> bool:
    """Whether Prefect's `map` gives a value to every instance as it is."""
    return isinstance(value, Constant)


def is_call(task: Task) -> bool:
    """Whether the source makes the task by a call of its function, and not by naming an operator."""
    return task.source.rpartition(".")[2][:1].islower()


def sequential(task: Task) -> bool:
    """Whether the instances of a mapped task run one after the other, and the first failure ends them."""
    return task.mapping is not None and task.mapping.limit == 1 and task.mapping.stop_on_failure
