"""How a function's outputs leave it: in the source, and as a backend wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

# What replaces a `return`: from the value's text (None for a bare one) and whether nothing runs after it, to statements.
ReturnStyle = Callable[[str | None, bool], list[str]]


@dataclass(frozen=True, kw_only=True)
class Packing:
    """What a backend asks of the lowering.

    `source` is `Placement.packing` of the task's origin: how the author's function gives its outputs (`push` beside the returned
    `result`; `tuple` and `dict` in the order of `outputs`; `outputs` by yielding).
    `wanted` are the outputs that somebody reads, in the order of the answer.
    `shape` says how they leave: `tuple` (a single one as it is) or `dict` by return, `outputs` by `Spelling.output`, `push` by
    the spelling of `push` for all but `result`, `given` for functions that may leave out outputs: see `leaving.py`.
    `choice` and `gate` are for functions that decide: see `style.py`. `names` renames outputs and labels where the target
    refuses them. `returns` replaces every `return` in a way of the backend's own.
    """

    source: Literal["value", "tuple", "dict", "push", "outputs", "none"] = "value"
    outputs: tuple[str, ...] = ("result",)
    wanted: tuple[str, ...] = ("result",)
    shape: Literal["tuple", "dict", "outputs", "push", "choice", "gate", "given"] = "tuple"
    names: Mapping[str, str] = field(default_factory=dict)
    many: bool = False
    returns: ReturnStyle | None = None

    def name(self, output: str) -> str:
        """What the target calls an output or label."""
        return self.names.get(output, output)
