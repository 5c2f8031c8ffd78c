"""Small pipelines of the IR, built by hand, and a way to run them."""

from __future__ import annotations

from pydantic import JsonValue

from polydag.ir.functions import Function, Parameter
from polydag.ir.operations import Call
from polydag.ir.pipeline import Module, Pipeline, Prelude
from polydag.ir.tasks import Edge, Family, Handler, Mapping, Task
from polydag.ir.values import OutputOf, Value
from polydag.runs.protocol import JobScenario
from polydag.runs.record import RunRecord
from polydag.runs.reference.interpreter import Conditions, run


def function(text: str, returns: str | None = None, **more: object) -> Function:
    """A function of one line or more, its parameters read off its first line."""
    head = text.split("\n", 1)[0]
    name = head.removeprefix("def ").split("(")[0]
    inside = head[head.index("(") + 1 : head.index(")")]
    names = [part.split("=")[0].strip() for part in inside.split(",") if part.strip()]
    given: dict[str, object] = {
        "name": name,
        "text": text,
        "returns": returns,
        "parameters": tuple(Parameter(name=one) for one in names),
    }
    return Function.model_validate(given | more)


def call(id: str, function: str | None = None, **arguments: Value) -> Task:
    """A task that calls a function."""
    return Task(id=id, operation=Call(function=function or id, arguments=arguments))


def out(task: str, output: str = "result", *path: str | int) -> OutputOf:
    """A reference."""
    return OutputOf(task=task, output=output, path=path)


def edges(*pairs: str) -> tuple[Edge, ...]:
    """`"a b"` is an edge from a to b."""
    return tuple(
        Edge(upstream=up, downstream=down) for up, down in (pair.split() for pair in pairs)
    )


def mapped(task: Task, mode: str = "product", **over: Value) -> Task:
    """The task over collections."""
    mapping = Mapping.model_validate({"mode": mode, "over": over})
    return task.model_copy(update={"mapping": mapping})


def module(
    pipeline: Pipeline, functions: list[Function] | None = None, prelude: tuple[Prelude, ...] = ()
) -> Module:
    """A module of one pipeline; functions that nobody wrote do nothing."""
    made = {f.name: f for f in functions or []}
    for node in pipeline.nodes:
        if isinstance(node, Task):
            name = getattr(node.operation, "function", None)
            if name is not None and name not in made:
                given = [*getattr(node.operation, "arguments", {})]
                made[name] = function(f"def {name}({', '.join(given)}):\n    return None")
    return Module(
        path="module.py",
        name="module",
        engine="polydag",
        functions=made,
        pipelines=(pipeline,),
        prelude=prelude,
    )


def pipeline(*nodes: Task | Family | Handler, **more: object) -> Pipeline:
    """A pipeline of these nodes."""
    return Pipeline.model_validate({"id": "p", "nodes": nodes} | more)


def ran(
    of: Pipeline | Module,
    fail: dict[str, int] | None = None,
    choose: dict[str, str | tuple[str, ...] | None] | None = None,
    values: dict[str, JsonValue] | None = None,
    **conditions: object,
) -> RunRecord:
    """The record of a run."""
    whole = of if isinstance(of, Module) else module(of)
    scenario = JobScenario(fail=fail or {}, choose=choose or {}, values=values or {})
    record = run(whole, whole.pipelines[0], Conditions(scenario=scenario, **conditions))  # type: ignore[arg-type]  # tests pass what Conditions takes
    assert record.runner.error is None, record.runner.error
    return record


def states(record: RunRecord) -> dict[str, str]:
    """The state of each task, mapped instances as `id[k]`."""
    return {
        task.id if task.map_index is None else f"{task.id}[{task.map_index}]": task.state
        for task in record.tasks
    }
