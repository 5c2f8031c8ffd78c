"""The IR as the plain data that the worker process is sent: expressions as trees, modules as text."""

from __future__ import annotations

from pydantic import JsonValue

from polydag.backends.elsewhere import SENDING, needed, sent
from polydag.ir.elsewhere import Elsewhere
from polydag.ir.expand import tasks_given
from polydag.ir.functions import Function
from polydag.ir.graph import Graph
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Handler
from polydag.ir.values import (
    Code,
    Constant,
    ContextOf,
    Entries,
    FamilyOutput,
    Items,
    Lookup,
    OutputOf,
    ParameterOf,
    Text,
    Value,
    VariableOf,
)
from polydag.runs.reference.lowering import lowered
from polydag.syntax.splice import prepend

Tree = dict[str, JsonValue]


def tree(value: Value, pipeline: Pipeline) -> Tree:
    """A value as a tree: one key says what it is, references name tasks."""
    match value:
        case Constant():
            return {"constant": value.value}
        case OutputOf():
            return _output(value.task, value.output, value.path, pipeline)
        case FamilyOutput():
            members = tasks_given(value, pipeline)
            return {
                "items": [_output(id, value.output, (), pipeline) for id in members],
                "shape": "list",
            }
        case ParameterOf():
            return {"parameter": value.name}
        case ContextOf():
            return {"context": value.key}
        case VariableOf():
            tries = _tries(value.name, pipeline)
            return {"failure": tries} if tries else _variable(value)
        case Lookup():
            return _lookup(value, pipeline)
        case Items():
            return {"items": [tree(item, pipeline) for item in value.items], "shape": value.shape}
        case Entries():
            return {"entries": {k: tree(item, pipeline) for k, item in value.entries.items()}}
        case Text():
            return {"text": [tree(part, pipeline) for part in value.parts]}
        case Code():
            reads: Tree = {name: tree(read, pipeline) for name, read in value.reads.items()}
            return {"code": value.text, "names": list(value.names), "reads": reads}


def _variable(value: VariableOf) -> Tree:
    return {"variable": value.name, "path": list(value.path)}


def _tries(name: str, pipeline: Pipeline) -> list[JsonValue]:
    """The tasks whose exception a handler binds to the name."""
    handlers = [node for node in pipeline.nodes if isinstance(node, Handler)]
    return [id for handler in handlers if handler.binds == name for id in handler.tries]


def _output(task: str, output: str, path: tuple[str | int, ...], pipeline: Pipeline) -> Tree:
    return {"output": [task, output], "path": list(path), "mapped": _is_mapped(task, pipeline)}


def _is_mapped(id: str, pipeline: Pipeline) -> bool:
    task = Graph(pipeline).tasks.get(id)
    return task is not None and task.mapping is not None


def _lookup(value: Lookup, pipeline: Pipeline) -> Tree:
    found: Tree = {"lookup": value.what, "name": value.name, "field": value.field}
    if value.parsed:
        found["parsed"] = True
    if value.default is not None:
        found["default"] = tree(value.default, pipeline)
    return found


def setup(module: Module) -> Tree:
    """What a module offers to bodies and expressions, each part defined on demand."""
    return {
        "prelude": [
            {
                "text": part.handed or part.text,
                "defines": list(part.defines),
                "reads": list(part.reads),
                "import": part.kind == "import",
            }
            for part in module.prelude
        ],
        "functions": {name: _function(function) for name, function in module.functions.items()},
    }


def _alone(function: Function, place: Elsewhere) -> str:
    """The text of a function that has nothing around it."""
    captured = [f"{c.name} = {c.text}" for c in function.captured if c.text is not None]
    return prepend(lowered(function), [*captured, *place.constants])


def _elsewhere(place: Elsewhere) -> Tree:
    """The decorator that has another Python run a function, with all that it needs."""
    made = sent(place)
    parts = [SENDING[name] for name in needed(made.helper)]
    imports = dict.fromkeys(item for part in parts for item in part.imports)
    lines = [f"from {m} import {name}" if name else f"import {m}" for m, name in imports]
    return {
        "helpers": "\n".join([*lines, *(part.text for part in parts)]),
        "decorator": made.decorator.text,
        "skip_on": list(place.skip_on),
    }


def _function(function: Function) -> Tree:
    place = function.elsewhere
    return {
        "name": function.name,
        "text": lowered(function) if place is None else _alone(function, place),
        "elsewhere": None if place is None else _elsewhere(place),
        "names": list(function.names),
        "captured": {c.name: c.text for c in function.captured if c.text is not None},
        "injected": list(function.injected),
        "parameters": {p.name: p.kind for p in function.parameters},
        "outputs": list(function.outputs),
        "optional": list(function.optional),
    }
