"""Stub values in which the paths exist that the building code reads (`rows[0]["id"]`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from polydag.ir.functions import Function
from polydag.ir.graph import Graph
from polydag.ir.operations import Choose, Gate, OfFunction
from polydag.ir.reads import arguments_of
from polydag.ir.tasks import Task
from polydag.ir.values import Code, OutputOf, Value, walk
from polydag.runs.child.stubs import derive
from polydag.runs.parts import Path

# Expressions compare, add and count what they take from an output: a number bears most of that.
NUMBER = "int"
LIST = "list[str]"


def shaped(graph: Graph, functions: Mapping[str, Function]) -> dict[str, JsonValue]:
    """Values by task, or `task.output`, for the outputs of which a part is read."""
    paths: dict[tuple[str, str], dict[Path, str]] = {}
    for task in graph.tasks.values():
        for value, wanted in _given(task, functions):
            for task_id, output, path in _read(value):
                paths.setdefault((task_id, output), {})[path] = wanted
    return {
        (task if output == "result" else f"{task}.{output}"): _value(f"{task}.{output}", leaves)
        for (task, output), leaves in ((name, _longest(found)) for name, found in paths.items())
        if _is_regular(leaves)
    }


def _given(task: Task, functions: Mapping[str, Function]) -> Iterator[tuple[Value, str]]:
    """What a task is given, with the annotation under which it takes that."""
    operation = task.operation
    function = functions.get(operation.function) if isinstance(operation, OfFunction) else None
    known = {p.name: p.annotation for p in function.parameters} if function else {}
    for name, value in arguments_of(operation).items():
        yield value, known.get(name) or NUMBER
    if task.mapping is not None:
        for value in task.mapping.over.values():
            yield value, LIST
    if isinstance(operation, Choose | Gate) and operation.condition is not None:
        yield operation.condition, NUMBER


def _read(value: Value) -> Iterator[tuple[str, str, Path]]:
    """The parts of outputs that a value reads."""
    for inner in walk(value):
        if isinstance(inner, OutputOf) and inner.path:
            yield inner.task, inner.output, inner.path
        elif isinstance(inner, Code):
            for name, path in subscripts(inner.text):
                read = inner.reads.get(name)
                if isinstance(read, OutputOf):
                    yield read.task, read.output, (*read.path, *path)


def subscripts(text: str) -> Iterator[tuple[str, Path]]:
    """`rows[0]["id"]` → `rows`, (0, "id"); of each chain the longest."""
    try:
        tree = ast.parse(f"(\n{text}\n)", mode="eval")
    except SyntaxError:
        return
    inner = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Subscript)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and id(node) not in inner:
            root, path = _chain(node)
            if root is not None:
                yield root, path


def _chain(node: ast.expr) -> tuple[str | None, Path]:
    match node:
        case ast.Name(id=name):
            return name, ()
        case ast.Subscript(value=value, slice=ast.Constant(value=str() | int() as key)):
            root, path = _chain(value)
            return root, (*path, key)
    return None, ()


def _longest(leaves: Mapping[Path, str]) -> dict[Path, str]:
    """The paths that no other goes on from: who reads a part of which others read parts is given all of it."""
    inner = {path[:depth] for path in leaves for depth in range(len(path))}
    return {path: wanted for path, wanted in leaves.items() if path not in inner}


def _is_regular(leaves: Mapping[Path, str]) -> bool:
    """Whether one value can have all these paths: keys and positions do not mix."""
    kinds: dict[Path, type] = {}
    for path in leaves:
        for depth, key in enumerate(path):
            if kinds.setdefault(path[:depth], type(key)) is not type(key):
                return False
            if isinstance(key, int) and key < 0:
                return False
    return True


def _value(seed: str, leaves: Mapping[Path, str]) -> JsonValue:
    """The value with these leaves."""
    if () in leaves:
        value: JsonValue = derive(seed, "part", {}, leaves[()])  # type: ignore[assignment]  # derived values are JSON
        return value
    parts: dict[str | int, dict[Path, str]] = {}
    for (key, *rest), wanted in leaves.items():
        parts.setdefault(key, {})[tuple(rest)] = wanted
    built = {key: _value(f"{seed}.{key}", below) for key, below in parts.items()}
    if all(isinstance(key, int) for key in built):
        longest = max(key for key in built if isinstance(key, int))
        return [built.get(position) for position in range(longest + 1)]
    return {str(key): value for key, value in built.items()}
