"""Outputs that may be left out, for engines in which only tasks are skipped: each is handed on by a task of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from polydag.backends.codes import NoneLeftOut
from polydag.diagnostics import Diagnostic
from polydag.ir.check import span_of
from polydag.ir.functions import Function, Parameter, Use
from polydag.ir.operations import Call
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.reads import arguments_of, outputs_read
from polydag.ir.replacing import replaced, with_values
from polydag.ir.tasks import Edge, Node, Task
from polydag.ir.values import Items, OutputOf, Value
from polydag.syntax.bindings import first_free

_HAND_ON = """def {name}(given):
    if "{output}" not in given:
        raise Skip
    return given["{output}"]"""
_TAKE = """def {name}(given):
    return given["{output}"]"""
_PRESENT = """def {name}(values):
    return [value for value in values if value is not None]"""


def leaves_out(function: Function) -> bool:
    """Whether a function gives several outputs of which it may leave some out: it returns a dict of those that it gives."""
    return len(function.outputs) > 1 and bool(function.optional)


@dataclass(frozen=True)
class Written:
    """A module in which only tasks are skipped, and what is to be told about which task."""

    module: Module
    told: tuple[tuple[Task, Diagnostic], ...]


def with_tasks_for_outputs(module: Module, *, lists: bool = True, keys: bool = False) -> Written:
    """The module in which a task hands on each optional output, skipped where that was left out.

    Where `lists` is set another one hands on those of a list of outputs that were given, where `keys` is set one hands on
    each output that is always given beside optional ones.
    """
    made = _Made(module, lists, keys)
    pipelines = tuple(made.pipeline(pipeline) for pipeline in module.pipelines)
    functions = {**module.functions, **made.functions}
    changed = module.model_copy(update={"pipelines": pipelines, "functions": functions})
    return Written(changed, tuple(made.told))


@dataclass
class _Made:
    """The functions of the tasks that were put in."""

    module: Module
    lists: bool
    keys: bool
    functions: dict[str, Function] = field(default_factory=dict)
    told: list[tuple[Task, Diagnostic]] = field(default_factory=list)

    def pipeline(self, pipeline: Pipeline) -> Pipeline:
        """The pipeline with its tasks put in."""
        tasks = [node for node in pipeline.nodes if isinstance(node, Task)]
        parts = {task.id: f for task in tasks if (f := self._leaving(task)) is not None}
        read = self._read(tasks, pipeline.edges, parts)
        handing = {key: self._handing(*key, parts[key[0]], pipeline) for key in read}

        def change(value: Value) -> Value | None:
            if not isinstance(value, OutputOf) or value.task not in parts:
                return None
            one = handing.get((value.task, value.output))
            if one is not None:
                return OutputOf(task=one.id, path=value.path)
            return OutputOf(task=value.task, path=(value.output, *value.path))

        nodes: list[Node] = []
        for node in pipeline.nodes:
            if not isinstance(node, Task):
                nodes.append(node)
                continue
            nodes += self._with_present(with_values(node, change), pipeline)
            nodes += [one for (id, _), one in handing.items() if id == node.id]
        edges = tuple(self._edge(edge, handing) for edge in pipeline.edges)
        returns = replaced(pipeline.returns, change) if pipeline.returns is not None else None
        update = {"nodes": tuple(nodes), "edges": edges, "returns": returns}
        return pipeline.model_copy(update=update)

    def _leaving(self, task: Task) -> Function | None:
        if not isinstance(task.operation, Call):
            return None
        function = self.module.functions.get(task.operation.function)
        return function if function is not None and leaves_out(function) else None

    def _read(
        self, tasks: list[Task], edges: tuple[Edge, ...], parts: dict[str, Function]
    ) -> list[tuple[str, str]]:
        """The outputs that something needs of a task of their own."""
        found: dict[tuple[str, str], None] = {}
        for task in tasks:
            for output in outputs_read(task):
                if isinstance(output, OutputOf) and output.task in parts:
                    found[(output.task, output.output)] = None
        found |= {(edge.upstream, edge.output): None for edge in edges if edge.output}
        needed = [(id, o) for id, o in found if id in parts]
        return [(id, o) for id, o in needed if self.keys or o in parts[id].optional]

    def _handing(self, id: str, output: str, function: Function, pipeline: Pipeline) -> Task:
        template = _HAND_ON if output in function.optional else _TAKE
        name = self._named(f"{function.name}_{output}", template, output)
        task = next(node for node in pipeline.nodes if node.id == id)
        assert isinstance(task, Task)
        return Task(
            id=_free(f"{id}_{output}", pipeline),
            operation=Call(function=name, arguments={"given": OutputOf(task=id)}),
            group=task.group,
            role="glue",
            span=task.span,
        )

    def _with_present(self, task: Task, pipeline: Pipeline) -> list[Task]:
        """The task, behind one for each list of which it takes what was given."""
        made: list[Task] = []
        arguments = arguments_of(task.operation)
        for name, value in arguments.items() if self.lists else ():
            if not isinstance(value, Items) or value.shape != "present":
                continue
            one = Task(
                id=_free(f"{task.id}_{name}", pipeline),
                operation=Call(
                    function=self._named(f"{task.id.rpartition('.')[2]}_{name}", _PRESENT),
                    arguments={"values": Items(items=value.items)},
                ),
                rule="none_failed_min_one_success",
                group=task.group,
                role="glue",
                span=task.span,
            )
            made.append(one)
            arguments[name] = OutputOf(task=one.id)
            place = {"pipeline": pipeline.id, "task": task.id}
            told = NoneLeftOut(argument=name, span=span_of(task.span), **place)
            self.told.append((task, told))
        if not made:
            return [task]
        operation = task.operation.model_copy(update={"arguments": arguments})
        return [*made, task.model_copy(update={"operation": operation, "rule": "all_success"})]

    def _edge(self, edge: Edge, handing: dict[tuple[str, str], Task]) -> Edge:
        one = handing.get((edge.upstream, edge.output or ""))
        if one is None:
            return edge
        return edge.model_copy(update={"upstream": one.id, "output": None})

    def _named(self, wish: str, template: str, output: str = "") -> str:
        """The name of a function of the template; one that is there already serves again."""
        for name, known in self.functions.items():
            if known.text == template.format(name=name, output=output) and name.startswith(wish):
                return name
        name = first_free(wish, {*self.module.functions, *self.functions})
        text = template.format(name=name, output=output)
        parameter = "given" if "(given)" in text else "values"
        start = text.find("raise Skip")
        span = (start, start + len("raise Skip"))
        words = {"message": f'"`{output}` was not given"'}
        skip = Use(kind="skip", arguments=words, start=span[0], stop=span[1], statement=span)
        self.functions[name] = Function(
            name=name,
            text=text,
            parameters=(Parameter(name=parameter),),
            uses=(skip,) if start >= 0 else (),
        )
        return name


def _free(wish: str, pipeline: Pipeline) -> str:
    return first_free(wish, {node.id for node in pipeline.nodes})
