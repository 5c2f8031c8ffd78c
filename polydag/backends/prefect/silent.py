"""Choices that may take none of their labels, and skip everything directly below by that."""

from __future__ import annotations

import ast

from polydag.ir.operations import Choose
from polydag.ir.pipeline import Module, Pipeline
from polydag.ir.tasks import Node, Task

# Stands among the labels of a choice for its giving None.
NOTHING = ""


def with_silence(module: Module, pipeline: Pipeline) -> Pipeline:
    """The pipeline with a label for None at each choice whose function may give it."""
    if module.engine == "prefect":
        return pipeline
    nodes = tuple(_node(node, module) for node in pipeline.nodes)
    return pipeline.model_copy(update={"nodes": nodes})


def _node(node: Node, module: Module) -> Node:
    if not isinstance(node, Task) or not isinstance(node.operation, Choose):
        return node
    function = module.functions.get(node.operation.function)
    if node.operation.condition is not None or function is None or not is_silent(function.text):
        return node
    labels = {**node.operation.labels, NOTHING: ()}
    operation = node.operation.model_copy(update={"labels": labels})
    return node.model_copy(update={"operation": operation})


def is_silent(text: str) -> bool:
    """Whether a function may end without a value: by its end, a bare `return`, or a `None` that it says."""
    [definition] = ast.parse(text).body
    if not isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    returns = [node for node in ast.walk(definition) if isinstance(node, ast.Return)]
    return any(_is_none(node.value) for node in returns) or not _ends(definition.body)


def _is_none(value: ast.expr | None) -> bool:
    if isinstance(value, ast.IfExp):
        return _is_none(value.body) or _is_none(value.orelse)
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


def _ends(block: list[ast.stmt]) -> bool:
    """Whether no way leads behind the block."""
    match block[-1]:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(body=body, orelse=orelse):
            return bool(orelse) and _ends(body) and _ends(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return _ends(body)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            last = _ends(orelse) if orelse else _ends(body)
            return (last and all(_ends(one.body) for one in handlers)) or (
                bool(final) and _ends(final)
            )
        case ast.Match(cases=cases):
            return _covers(cases[-1]) and all(_ends(case.body) for case in cases)
        case ast.While(test=ast.Constant(value=True)):
            return True
        case _:
            return False


def _covers(case: ast.match_case) -> bool:
    return isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and not case.guard
