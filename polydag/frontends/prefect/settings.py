"""What options and functions of one file give to the tasks of its flows."""

from __future__ import annotations

from collections.abc import Sequence

from polydag.diagnostics import Collector
from polydag.frontends.prefect import options
from polydag.frontends.prefect.context import read_body, read_hook
from polydag.frontends.prefect.handles import Options, TaskHandle
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
        self._told: set[int] = set()

    def function(self, function: FunctionData) -> str:
        """The name of a task's function, which is lifted on first use."""
        return self._lift(function, is_hook=False)

    def _lift(self, function: FunctionData, is_hook: bool) -> str:
        known = self._lifted.get(id(function.node))
        if known is not None:
            return known
        base = function.name if function.name.isidentifier() else "function"
        name = first_free(base, self.functions)
        read = read_hook if is_hook else read_body
        lifted = read(function, name, self.collector)
        self._lifted[id(function.node)] = name
        self.functions[name] = lifted
        self.sources[name] = function.module
        return name

    def hooks(self, owner: Options) -> tuple[Hook, ...]:
        """The hooks of a task or flow."""
        found = options.hooks_of(owner)
        return tuple(
            hook.model_copy(update={"function": self._lift(data, is_hook=True)})
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
            self._lift(condition, is_hook=True)
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
            hooks=self.hooks(given),
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
