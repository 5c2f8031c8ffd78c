"""The author's functions as state hooks, which Prefect calls with a task or flow, its run and the state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from polydag.backends.bodies import lower
from polydag.backends.bodies.escaping import CONTEXT, hands_on
from polydag.backends.codes import HookFactLost, asked
from polydag.backends.prefect.authored import name_of
from polydag.backends.prefect.rules.codes import ContextBuilt
from polydag.backends.prefect.spelling import hook_spelling
from polydag.diagnostics import Diagnostic
from polydag.ir.functions import Function
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.policies import Hook
from polydag.ir.tasks import Task
from polydag.rendering.imports import Import

_OF_TASK = ("task", "task_run", "state")
_OF_FLOW = ("flow", "flow_run", "state")


class Hooked:
    """The hooks of a module by their names there; tasks and flows that share a function of another engine have one each."""

    def __init__(
        self,
        module: Module,
        tell: Callable[[Diagnostic], None],
        keep: Callable[[Sequence[Import]], None],
    ) -> None:
        self.module = module
        self.texts: dict[str, str] = {}
        self.needs: frozenset[str] = frozenset()
        self._tell = tell
        self._keep = keep
        nodes = (node for pipeline in module.pipelines for node in pipeline.nodes)
        tasks = (node for node in nodes if isinstance(node, Task))
        self._of_tasks = {hook.function for task in tasks for hook in task.hooks}

    def keep(self, name: str | None, owner: str) -> None:
        """Write a hook of a task."""
        function = self.module.functions.get(name or "")
        if function is not None and function.name not in self.texts:
            self._write(function, function.name, owner, of_flow=False)

    def of_flow(self, pipeline: Pipeline) -> tuple[Hook, ...]:
        """The hooks of a flow, under the names that they have here."""
        found: list[Hook] = []
        for hook in pipeline.hooks:
            function = self.module.functions.get(hook.function or "")
            if function is not None:
                is_shared = self.module.engine != "prefect" and function.name in self._of_tasks
                name = f"{function.name}_of_flow" if is_shared else function.name
                if name not in self.texts:
                    self._write(function, name, pipeline.id, of_flow=True)
                hook = hook.model_copy(update={"function": name})
            found.append(hook)
        return tuple(found)

    def _write(self, function: Function, name: str, owner: str, of_flow: bool) -> None:
        if self.module.engine == "prefect":
            self.texts[name] = function.text
            return
        made = lower(function, hook_spelling(of_flow))
        given = _OF_FLOW if of_flow else _OF_TASK
        optional = (p for p in made.parameters if "=" in p and name_of(p) not in given)
        self.texts[name] = made.signed(name=name, parameters=(*given, *optional))
        self._keep([Import(source, imported or None) for source, imported in made.imports])
        self.needs |= made.needs & {CONTEXT}
        if hands_on(function, made.unsupported):
            task = None if of_flow else owner
            self._tell(ContextBuilt(function=name, task=task))
        if made.unsupported:
            what, task = asked(made.unsupported), None if of_flow else owner
            self._tell(HookFactLost(function=name, owner=owner, what=what, task=task))
