"""`with Pipeline(...)`: tasks that are called inside belong to it; and groups of tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import TracebackType
from typing import Literal, Self, Unpack

from polydag.dsl.assembly import assemble
from polydag.dsl.building import DslError, current
from polydag.dsl.nodes import Node
from polydag.dsl.places import calling_file, comment_of, place_of
from polydag.dsl.policies import moment
from polydag.dsl.settings import Event, PipelineOptions, known, of_runs, of_tasks
from polydag.dsl.sources import Body, FunctionSource, module_of, source_of
from polydag.dsl.values import Given, scalar, to_value
from polydag.ir.functions import Parameter
from polydag.ir.pipeline import Asset, Module
from polydag.ir.pipeline import Pipeline as PipelineIR
from polydag.ir.policies import Hook, RunParameter, Schedule
from polydag.ir.tasks import Edge, Group, Task
from polydag.ir.tasks import Mapping as Mapped
from polydag.ir.values import ParameterOf, Value

JSON_TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "list": "array",
    "dict": "object",
}


class Pipeline:
    """A pipeline under construction; `ir` is what was built so far, `module` the whole file that it stands in.

    `retries`, `retry_delay`, `retry_jitter`, `timeout`, `owner` and `on_failure` are for every task that does not say otherwise;
    `run_timeout`, `run_retries`, `on_run_failure` and `on_run_success` for the run as a whole. `outcome` says which failures
    make the run fail: `leaves` (tasks with nothing below), or `any`.
    """

    def __init__(
        self,
        id: str,
        *,
        schedule: Schedule | Sequence[Schedule] | None = None,
        start: date | str | None = None,
        end: date | str | None = None,
        catchup: bool = False,
        outcome: Literal["leaves", "any"] = "leaves",
        description: str | None = None,
        tags: Sequence[str] = (),
        **options: Unpack[PipelineOptions],
    ) -> None:
        known(options, PipelineOptions)
        building = current()
        self.id = id
        self.tasks: dict[str, Task] = {}
        self.sources: dict[str, FunctionSource] = {}
        self.assets: dict[str, Asset] = {}
        self._edges: dict[Edge, None] = {}
        self._groups: list[Group] = []
        self._parameters: list[RunParameter] = []
        self._returned: Value | None = None
        self.file = building.file if building.is_reading else calling_file()
        self._asked = {
            "schedules": _schedules(schedule),
            "start": moment(start),
            "end": moment(end),
            "catchup": scalar(catchup),
            "outcome": outcome,
            "description": scalar(description),
            "tags": tuple(scalar(tag) for tag in tags),
            "span": place_of(building),
            "comment": comment_of(building),
            **of_runs(options, self.hook),
        }
        self.defaults = of_tasks(options, self.hook)
        building.pipelines.append(self)

    def __enter__(self) -> Self:
        current().open.append(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        current().open.remove(self)

    def param(
        self,
        name: str,
        *,
        default: object = ...,
        type: type | None = None,
        description: str | None = None,
    ) -> Given:
        """A parameter of the run; without a default it must be given. The type is the default's unless it is said."""
        kind = type or (None if default in (..., None) else default.__class__)
        annotation = kind.__name__ if kind is not None else None
        known = annotation if annotation in JSON_TYPES else None
        self._parameters.append(
            RunParameter(
                name=name,
                json_type=JSON_TYPES[known] if known else None,
                annotation=known,
                default=None if default is ... else to_value(default),
                required=default is ...,
                description=description,
            )
        )
        return Given(ParameterOf(name=name))

    def asset(
        self,
        id: str,
        *,
        uri: str | None = None,
        group: str | None = None,
        description: str | None = None,
        kinds: Sequence[str] = (),
        metadata: Mapping[str, object] | None = None,
    ) -> str:
        """A data product that tasks publish or consume; what it returns goes into `publishes=` and `consumes=`."""
        key = tuple(id.split("/"))
        given = {name: to_value(thing) for name, thing in (metadata or {}).items()}
        asset = Asset(id=id, key=key, uri=uri, group=group, description=description)
        more = {"kinds": tuple(kinds), "metadata": given}
        self.assets[id] = asset.model_copy(update=more)
        return id

    def returns(self, thing: object) -> None:
        """What a run gives to whoever called it: the result of a task, or a list or dict of them."""
        self._returned = to_value(thing)

    @property
    def ir(self) -> PipelineIR:
        """The pipeline in the neutral representation."""
        given = {
            "id": self.id,
            "nodes": tuple(self.tasks.values()),
            "edges": tuple(self._edges),
            "groups": tuple(self._groups),
            "parameters": tuple(self._parameters),
            "defaults": self.defaults,
            "returns": self._returned,
            "address": self.id,
        }
        return PipelineIR.model_validate(given | self._asked)

    @property
    def module(self) -> Module:
        """The file that the pipeline stands in, with all its pipelines."""
        if self.file is None:
            raise DslError(f"`{self.id}` was not built by a file")
        return assemble(
            module_of(self.file), [one for one in current().pipelines if one.file == self.file]
        )

    def add(self, task: Task, outputs: tuple[str, ...]) -> Node:
        """Add a task under its group, numbered where the id is taken."""
        building = current()
        path = tuple(building.groups)
        base = ".".join((*path, task.id))
        id, number = base, 0
        while id in self.tasks:
            number += 1
            id = f"{base}__{number}"
        update: dict[str, object] = {"id": id, "group": path, "span": place_of(building)}
        if self.maps(path):
            if task.mapping is not None:
                raise DslError(f"`{id}` is mapped inside of a mapped group: map one of them")
            update["mapping"] = Mapped(mode="group")
        if task.operation.kind not in ("call", "choose", "gate", "check", "wait"):
            update["comment"] = comment_of(building)
        self.tasks[id] = task.model_copy(update=update)
        return Node(self, id, outputs)

    def edge(self, upstream: Node, downstream: Node) -> None:
        """Let one task wait for another."""
        self._edges.setdefault(Edge(upstream=upstream.id, downstream=downstream.id))

    def use(self, source: FunctionSource) -> str:
        """Keep a function that a task or hook runs.

        Raises:
            DslError: another one has its name.
        """
        name = source.node.name
        known = self.sources.setdefault(name, source)
        if known is not source and known.function.text != source.function.text:
            raise DslError(f"two functions are called `{name}`: give one another name")
        return name

    def hook(self, event: Event, body: Body) -> Hook:
        """Call a function, without arguments, when a task, or the run, comes to an event.

        Raises:
            DslError: it takes some that have no default.
        """
        source = source_of(body)
        needed = [p.name for p in source.function.parameters if _is_needed(p)]
        if needed:
            raise DslError(
                f"`{source.node.name}` needs `{needed[0]}`: a hook is called without arguments"
            )
        return Hook(event=event, function=self.use(source))

    def maps(self, path: tuple[str, ...]) -> bool:
        """Whether a group of this path, or one around it, is mapped."""
        mapped = (group.path for group in self._groups if group.mapping is not None)
        return any(path[: len(known)] == known for known in mapped)

    def open_group(self, group: Group) -> None:
        """Keep a group."""
        if group not in self._groups:
            self._groups.append(group)


def _is_needed(parameter: Parameter) -> bool:
    return parameter.default is None and parameter.kind in ("positional", "keyword")


def _schedules(schedule: Schedule | Sequence[Schedule] | None) -> tuple[Schedule, ...]:
    if schedule is None:
        return ()
    return (schedule,) if isinstance(schedule, Schedule) else tuple(schedule)
