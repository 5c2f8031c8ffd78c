"""Tasks of a flow while it is read: what the IR needs, with references in place of ids that are not decided yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from polydag.ir.model import Place
from polydag.ir.operations import Operation
from polydag.ir.tasks import Mapping, Placement, Task, TriggerRule
from polydag.syntax.scope import LoopFrame

Side = tuple["Draft", str]


@dataclass(eq=False)
class Draft:
    """A task as far as it is known; `settings` are the policies that its options gave.

    `guards` are the sides of the conditions around it, `loops` the loops over known values (inside its subflow).
    """

    id: str
    operation: Operation
    template: str = ""
    group: tuple[str, ...] = ()
    settings: Task | None = None
    mapping: Mapping | None = None
    place: Place | None = None
    comment: str = ""
    symbol: str | None = None
    source: str = ""
    origin: Placement | None = None
    role: Literal["work", "glue"] = "work"
    rule: TriggerRule = "all_success"
    fatal: bool = False
    guards: tuple[Side, ...] = ()
    loops: tuple[LoopFrame, ...] = ()
    data: list[Draft] = field(default_factory=list)
    control: list[Draft | TryDraft] = field(default_factory=list)
    sequence: list[Draft | TryDraft] = field(default_factory=list)
    member: Operation | None = None
    loop: str = ""

    @property
    def is_mapped(self) -> bool:
        return self.mapping is not None

    @property
    def upstream(self) -> list[Draft | TryDraft]:
        return [*self.data, *self.control, *self.sequence]


@dataclass(eq=False)
class TryDraft:
    """A `try` around tasks."""

    id: str
    tries: list[Draft] = field(default_factory=list)
    body: list[Draft] = field(default_factory=list)
    binds: str | None = None
    reraises: bool = False
    exceptions: tuple[str, ...] = ()
    place: Place | None = None


def covers(drafts: list[Draft | TryDraft], wanted: Draft | TryDraft) -> bool:
    """Whether what waits for these drafts surely waits for `wanted`; a mapping that may be empty carries no order."""
    seen: set[int] = set()
    ahead = list(drafts)
    while ahead:
        draft = ahead.pop()
        if draft is wanted:
            return True
        if id(draft) in seen:
            continue
        seen.add(id(draft))
        if isinstance(draft, TryDraft):
            ahead.extend([*draft.tries, *draft.body])
        elif not draft.is_mapped:
            ahead.extend(draft.upstream)
    return False
