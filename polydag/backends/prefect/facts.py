"""Facts of the run that stand in values: what is known while writing is put in, and what nobody can supply raises."""

from __future__ import annotations

from collections.abc import Callable

from polydag.backends.prefect import dates
from polydag.backends.prefect.codes import UseNotCarried
from polydag.diagnostics import Diagnostic
from polydag.ir.check import span_of
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.replacing import with_values
from polydag.ir.tasks import Family, Node, Task
from polydag.ir.values import Code, Constant, ContextOf, Value

# An expression that raises where its value would have been used.
_RAISING = "(_ for _ in ()).throw(NotImplementedError({!r}))"


def with_facts(module: Module, tell: Callable[[Diagnostic], None]) -> Module:
    """The module in which values ask for no fact that a flow does not have."""
    if module.engine == "prefect":
        return module
    pipelines = tuple(_pipeline(pipeline, tell) for pipeline in module.pipelines)
    return module.model_copy(update={"pipelines": pipelines})


def _pipeline(pipeline: Pipeline, tell: Callable[[Diagnostic], None]) -> Pipeline:
    def node(given: Node) -> Node:
        if isinstance(given, Task):
            return _task(given, pipeline, tell)
        if not isinstance(given, Family):
            return given
        members = tuple(_task(member, pipeline, lambda _: None) for member in given.members)
        instances = tuple(
            tuple(_task(task, pipeline, tell) for task in tasks) for tasks in given.instances
        )
        return given.model_copy(update={"members": members, "instances": instances})

    return pipeline.model_copy(update={"nodes": tuple(node(given) for given in pipeline.nodes)})


def _task(task: Task, pipeline: Pipeline, tell: Callable[[Diagnostic], None]) -> Task:
    def change(value: Value) -> Value | None:
        if isinstance(value, ContextOf) and value.key == "pipeline":
            return Constant(value=pipeline.id)
        if not isinstance(value, ContextOf) or dates.fact(value.key) is not None:
            return None
        if value.key == "task_id":
            return Constant(value=task.id)
        place = {"pipeline": pipeline.id, "task": task.id, "span": span_of(task.span)}
        tell(UseNotCarried(function=task.id, what=f"`{value.key}`", **place))  # type: ignore[arg-type]  # the words of a place
        return Code(text=_RAISING.format(f"Prefect does not know `{value.key}`"))

    return with_values(task, change)
