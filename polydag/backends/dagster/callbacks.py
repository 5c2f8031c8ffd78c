"""Which ends call a function of the author: one that several ends call, or that is awaited, stays a function that they call."""

from __future__ import annotations

from dataclasses import dataclass

from polydag.backends.bodies import Packing, lower
from polydag.backends.bodies.escaping import CONTEXT, hands_on
from polydag.backends.bodies.spelling import Spelling
from polydag.backends.codes import HookFactLost, asked
from polydag.backends.dagster.rules.codes import ContextBuilt
from polydag.backends.dagster.sheet import Sheet, Where
from polydag.ir.functions import Function
from polydag.ir.pipeline import Module
from polydag.ir.tasks import Task
from polydag.syntax.splice import signature

ENDS = ("failure", "success")


def ends_of_tasks(module: Module, function: Function) -> set[str]:
    """The events of tasks that call a function."""
    nodes = (node for pipeline in module.pipelines for node in pipeline.nodes)
    hooks = (hook for node in nodes if isinstance(node, Task) for hook in node.hooks)
    return {hook.event for hook in hooks if hook.function == function.name and hook.event in ENDS}


def ends_of_runs(module: Module, function: Function) -> set[tuple[str, str]]:
    """The pipelines whose runs call a function, with the events."""
    return {
        (pipeline.id, hook.event)
        for pipeline in module.pipelines
        for hook in pipeline.hooks
        if hook.function == function.name and hook.event in ENDS
    }


@dataclass(frozen=True, kw_only=True)
class Callback:
    """A function of the author that takes Dagster's context of the kind, under a name."""

    function: Function
    name: str
    kind: str
    spelling: Spelling
    owner: str
    place: Where

    def text(self, sheet: Sheet) -> str:
        """Its text; what it asks for in vain is told."""
        made = lower(self.function, self.spelling, Packing())
        for module, name in made.imports:
            sheet.needs(module, name)
        if CONTEXT in made.needs:
            sheet.inline(CONTEXT)
        if hands_on(self.function, made.unsupported):
            sheet.tell(ContextBuilt(function=self.name, **self.place))
        if made.unsupported:
            what = asked(made.unsupported)
            told = HookFactLost(function=self.name, owner=self.owner, what=what, **self.place)
            sheet.tell(told)
        parameters = [f"context: {sheet.dagster(self.kind)}"]
        return sheet.holds.hold(signature(made.text, name=self.name, parameters=parameters))

    def calling(self, caller: str, sheet: Sheet) -> str:
        """A function that does nothing but call it."""
        call = f"{self.name}(context)"
        if self.function.is_async:
            call = f"{sheet.needs('asyncio')}.run({call})"
        return f"def {caller}(context: {sheet.dagster(self.kind)}) -> None:\n    {call}"
