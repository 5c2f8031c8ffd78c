"""What a lowering rule gives: the function of an op or asset, and the outputs that it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from polydag.backends.dagster.workpiece import Workpiece
from polydag.backends.rules import LoweringRules
from polydag.ir.operations import Operation

Packing: TypeAlias = Literal["value", "tuple", "dict", "push", "outputs", "none"]


@dataclass(frozen=True)
class Output:
    """A named output; an `optional` one may not be given (its readers are skipped), a `nothing` one carries no value."""

    name: str
    optional: bool = False
    nothing: bool = False


@dataclass(frozen=True)
class Made:
    """Either `authored`, the author's function with its signature changed, or `body`, statements of polydag's own.

    `returns` is the annotation of a function of polydag's own. `function` is the author's function; `below` are decorators of
    the function itself. `packing` says how the outputs leave the function that a stub replaces, `inside` which are in the dict
    that is one output.
    """

    body: tuple[str, ...] = ()
    authored: str = ""
    returns: str | None = None
    doc: str | None = None
    outputs: tuple[Output, ...] = (Output("result"),)
    generator: bool = False
    function: str | None = None
    packing: Packing = "value"
    inside: tuple[str, ...] = ()
    stubs: bool = True
    below: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the values that the function gives."""
        return self.inside or tuple(output.name for output in self.outputs)


Rule: TypeAlias = "Callable[[Operation, Workpiece], Made]"
RULES: LoweringRules[Callable[..., Made]] = LoweringRules()
