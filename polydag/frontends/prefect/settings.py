"""What options and functions of one file give to the tasks of its flows."""

from __future__ import annotations

from collections.abc import Sequence

from polydag.diagnostics import Collector
from polydag.frontends.prefect import options
from polydag.frontends.prefect.context import read_body
from polydag.frontends.prefect.handles import Options, TaskHandle
from polydag.frontends.prefect.hooks import Owner, read_hook
from polydag.ir.functions import Function
from polydag.ir.operations import Empty
from polydag.ir.pipeline import Asset
from polydag.ir.policies import Hook
from polydag.ir.tasks import Task
from polydag.syntax.bindings import first_free
from polydag.syntax.calls import Arguments
from polydag.syntax.convert import to_scalar
from polydag.syntax.data import Datum, FunctionData, Known
from polydag.syntax.module import SourceModule
from polydag.syntax.splice import signature


class Settings:
    """Functions are lifted once, options of a task are told once."""

    def __init__(self, module: SourceModule, collector: Collector) -> None:
        self.module = module
        self.collector = collector
        self.functions: dict[str, Function] = {}
        self.assets: dict[str, Asset] = {}
        self.sources: dict[str, SourceModule] = {}
        self.taken: set[str] = set(module.blocks.defined)
        self._lifted: dict[int, str] = {}
        self._hooked: dict[tuple[int, Owner, bool], str] = {}
        self._told: set[int] = set()

    def function(self, function: FunctionData) -> str:
        """The name of a task's function, which is lifted on first use."""
        known = self._lifted.get(id(function.node))
        if known is None:
            name = self._free(function)
            known = self._keep(function, read_body(function, name, self.collector))
            self._lifted[id(function.node)] = known
        return known

    def _free(self, function: FunctionData) -> str:
        base = function.name if function.name.isidentifier() else "function"
        return first_free(base, self.functions)

    def _keep(self, function: FunctionData, lifted: Function) -> str:
        self.functions[lifted.name] = lifted
        self.sources[lifted.name] = function.module
        return lifted.name

    def _hook(self, function: FunctionData, owner: Owner, of_failure: bool) -> str:
        """The name of a hook's function: one that is asked differently by tasks and flows is there twice."""
        key = (id(function.node), owner, of_failure)
        if key not in self._hooked:
            name = self._free(function)
            lifted = read_hook(function, name, self.collector, owner, of_failure)
            same = [n for (id, *_), n in self._hooked.items() if id == key[0]]
            alike = (n for n in same if self.functions[n].uses == lifted.uses)
            self._hooked[key] = next(alike, "") or self._keep(function, _renamed(lifted, name))
        return self._hooked[key]

    def hooks(self, options_given: Options, owner: Owner) -> tuple[Hook, ...]:
        """The hooks of a task or flow."""
        found = options.hooks_of(options_given)
        others = {id(data.node) for hook, data in found if hook.event != "failure"}
        return tuple(
            hook.model_copy(
                update={"function": self._hook(data, owner, id(data.node) not in others)}
            )
            for hook, data in found
        )

    def task(self, task: TaskHandle, more_tags: Sequence[Datum]) -> Task:
        """A task with the policies of its options; id and operation are the caller's."""
        given = task.options
        if id(given) not in self._told:
            self._told.add(id(given))
            options.tell_rest(task.name, given, self.collector)
        condition = given.data.get("retry_condition_fn")
        if isinstance(condition, FunctionData):
            self._hook(condition, "task", of_failure=True)
        tags = [
            *options.tags_of(given),
            *(tag for datum in more_tags if (tag := to_scalar(datum, str)) is not None),
        ]
        doc = given.data.get("description")
        return Task(
            id=task.name,
            operation=Empty(),
            name=task.name if task.name != task.function.name else None,
            retry=options.retry_of(given),
            timeout=options.seconds(given.data.get("timeout_seconds")),
            cache=options.cache_of(given),
            hooks=self.hooks(given, "task"),
            tags=tuple(dict.fromkeys(tags)),
            doc=doc.value if isinstance(doc, Known) and isinstance(doc.value, str) else None,
            publishes=task.publishes,
        )

    def assets_of(self, arguments: Arguments) -> tuple[str, ...]:
        """The assets that `@materialize` names."""
        found: list[str] = []
        for argument in arguments.take_positional():
            if isinstance(argument.datum, Known) and isinstance(argument.datum.value, str):
                uri = argument.datum.value
                parts = tuple(part for part in uri.partition("://")[2].split("/") if part) or (uri,)
                name = "_".join(parts).replace(".", "_").replace("-", "_")
                self.assets[name] = Asset(id=name, key=parts, uri=uri)
                found.append(name)
        return tuple(found)


def _renamed(function: Function, name: str) -> Function:
    """The function with its name in its text."""
    own = signature(function.text, name=name)
    return (
        function
        if function.name == name and own == function.text
        else function.model_copy(update={"name": name, "text": own})
    )
