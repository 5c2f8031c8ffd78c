"""`@task`: functions of the author as tasks, and what calling them in a pipeline makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal, Unpack, overload

from polydag.dsl.building import DslError, current
from polydag.dsl.nodes import Node
from polydag.dsl.options import TaskOptions, settled
from polydag.dsl.sensors import SensorOptions, parted
from polydag.dsl.sources import Body, FunctionSource, source_of
from polydag.dsl.values import scalar, to_value
from polydag.ir.functions import Function
from polydag.ir.operations import Call, Check, Choose, Gate, OfFunction, Operation, Wait
from polydag.ir.tasks import Mapping, Task
from polydag.ir.values import Value

Kind = Literal["call", "branch", "gate", "check", "wait"]
Mode = Literal["zip", "product", "kwargs"]


@dataclass(frozen=True)
class TaskFunction:
    """A function that can be called in a pipeline, which adds a task to it."""

    body: Body
    kind: Kind = "call"
    role: Literal["work", "setup", "teardown"] = "work"
    options: TaskOptions = field(default_factory=TaskOptions)
    settings: dict[str, object] = field(default_factory=dict)
    constants: dict[str, object] = field(default_factory=dict)

    def __call__(self, *args: object, **kwargs: object) -> Node:
        """Add a task that is given these arguments."""
        return self._add(self._arguments(args, kwargs), None)

    def using(self, **options: Unpack[TaskOptions]) -> TaskFunction:
        """The same function with other options: `load.using(id="load_eu")(rows)`."""
        return replace(self, options={**self.options, **options})

    def partial(self, **constants: object) -> TaskFunction:
        """The same function with arguments that each instance of a mapping is given alike."""
        return replace(self, constants={**self.constants, **constants})

    def map(self, **over: object) -> Node:
        """One instance per element; with several collections one per combination."""
        return self._mapped("product", over)

    def zip(self, **over: object) -> Node:
        """One instance per position of collections of the same length."""
        return self._mapped("zip", over)

    def map_kwargs(self, over: object) -> Node:
        """One instance per dict in a list, whose entries are its arguments."""
        return self._mapped("kwargs", {"**": over})

    def _mapped(self, mode: Mode, over: dict[str, object]) -> Node:
        if not over:
            raise DslError(f"`{self.function.name}` is mapped over nothing")
        values = {name: to_value(thing) for name, thing in over.items()}
        limit = self.options.get("map_limit")
        mapping = Mapping.model_validate({"mode": mode, "over": values, "limit": scalar(limit)})
        return self._add(self._arguments((), {}), mapping)

    @property
    def function(self) -> Function:
        """The function, with the outputs that the options name."""
        return self.source.function

    @property
    def source(self) -> FunctionSource:
        """The function in its file, with what the options say of it."""
        outputs = self.options.get("outputs")
        named = tuple(outputs) if outputs is not None else None
        return replace(source_of(self.body), named=named, is_check=self.kind == "check")

    def _arguments(self, args: tuple[object, ...], kwargs: dict[str, object]) -> dict[str, Value]:
        """The arguments by parameter name."""
        function = self.function
        kinds = {p.name: p.kind for p in function.parameters}
        positional = [name for name, kind in kinds.items() if kind == "positional"]
        given: dict[str, object] = dict(zip(positional, args, strict=False))
        rest = next((name for name, kind in kinds.items() if kind == "var_positional"), None)
        if len(args) > len(positional):
            if rest is None:
                raise DslError(f"`{function.name}` takes {len(positional)} arguments by position")
            given[rest] = list(args[len(positional) :])
        named = {**self.constants, **kwargs}
        spread = next((name for name, kind in kinds.items() if kind == "var_keyword"), None)
        extra = {name: value for name, value in named.items() if name not in kinds}
        if extra and spread is None:
            raise DslError(f"`{function.name}` has no parameter `{next(iter(extra))}`")
        given |= {name: value for name, value in named.items() if name in kinds}
        if extra and spread is not None:
            given[spread] = extra
        return {name: to_value(value) for name, value in given.items()}

    def _add(self, arguments: dict[str, Value], mapping: Mapping | None) -> Node:
        pipeline = current().pipeline
        function = self.function
        name = pipeline.use(self.source)
        task = settled(
            Task(
                id=str(self.options.get("id", function.name)),
                operation=self._operation(name, arguments),
                role="check" if self.kind == "check" else self.role,
                mapping=mapping,
            ),
            self.options,
            self.body,
        )
        return pipeline.add(task, function.outputs)

    def _operation(self, name: str, arguments: dict[str, Value]) -> Operation:
        given = {"function": name, "arguments": arguments, **self.settings}
        kinds: dict[Kind, type[OfFunction]] = {
            "call": Call,
            "branch": Choose,
            "gate": Gate,
            "check": Check,
            "wait": Wait,
        }
        return kinds[self.kind].model_validate(given)


Decorate = Callable[[Body], TaskFunction]


@dataclass(frozen=True)
class Decorator:
    """Makes tasks of functions: `@decorator`, or `@decorator(retries=2)`."""

    kind: Kind = "call"
    role: Literal["work", "setup", "teardown"] = "work"
    preset: TaskOptions = field(default_factory=TaskOptions)
    settings: dict[str, object] = field(default_factory=dict)

    @overload
    def __call__(self, body: Body, /) -> TaskFunction: ...
    @overload
    def __call__(self, /, **options: Unpack[TaskOptions]) -> Decorate: ...

    def __call__(
        self, body: Body | None = None, /, **options: Unpack[TaskOptions]
    ) -> TaskFunction | Decorate:
        """A function whose calls are tasks."""
        merged: TaskOptions = {**self.preset, **options}

        def decorate(body: Body) -> TaskFunction:
            return TaskFunction(body, self.kind, self.role, merged, self.settings)

        return decorate if body is None else decorate(body)


class TaskDecorator(Decorator):
    """`@task`, and its kinds.

    `@task.branch`: a function that returns the label to go on with, see `Node.choose`; `@task.branches`: one that returns a
    list of them. `@task.gate`: one that returns something false to skip all that is below; after `@task.door` only what is
    directly below is skipped. `@task.setup` prepares what `@task.teardown` takes away, whether the work between them
    succeeded or not.
    """

    branch = Decorator("branch")
    branches = Decorator("branch", settings={"many": True})
    gate = Decorator("gate", settings={"cascade": True})
    door = Decorator("gate", settings={"cascade": False})
    setup = Decorator(role="setup")
    teardown = Decorator(
        role="teardown", preset={"trigger_rule": "all_done_setup_success", "fatal": False}
    )

    @overload
    def sensor(self, body: Body, /) -> TaskFunction: ...
    @overload
    def sensor(self, /, **options: Unpack[SensorOptions]) -> Decorate: ...

    def sensor(
        self, body: Body | None = None, /, **options: Unpack[SensorOptions]
    ) -> TaskFunction | Decorate:
        """A function that is asked again and again, until what it returns is true; `seen` hands a value on as well.

        It is asked `every` so many seconds, `within` so many at most, after which the task fails, without retries, or is
        skipped: `on_timeout`. A `growing` interval about doubles each time, up to `at_most`. `on_error` says what it means
        when the function raises. `frees_worker` wants no worker to be held between two looks.
        """
        settings, preset = parted(options)
        decorate = Decorator("wait", preset=preset, settings=settings)()
        return decorate if body is None else decorate(body)

    def check(
        self, *, asset: str, blocking: bool = False, **options: Unpack[TaskOptions]
    ) -> Decorate:
        """A function that says whether an asset is right; a blocking one that does not pass stops what is below."""
        settings: dict[str, object] = {"asset": asset, "blocking": blocking}
        return Decorator("check", preset=options, settings=settings)()


task = TaskDecorator()
