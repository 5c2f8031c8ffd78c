"""What bodies of DSL tasks can ask of the engine that will run them, and how it is found in their text."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator

from polydag.ir.functions import Function, Use
from polydag.syntax.bodies import Body, given_to
from polydag.syntax.module import SourceModule

log = logging.getLogger("polydag")
"""The logger of the run: `log.info("...")` becomes the engine's own."""


class Skip(Exception):
    """Raised in a body: the task is skipped."""


class Fail(Exception):
    """Raised in a body: the task fails and is not retried."""


def push(name: str, value: object) -> None:
    """In a body: give a named output beside the result."""
    raise RuntimeError(f"`push({name!r}, …)` means something only when an engine runs the task")


def seen(done: object, value: object = None) -> bool:
    """In a sensor: return this to say whether the wait is over, and the value that it then hands on."""
    raise RuntimeError(f"`seen({done!r}, {value!r})` means something only when an engine waits")


def uses_of(function: Function, module: SourceModule, is_check: bool = False) -> list[Use]:
    """The calls of a body that have a meaning for the engine; what a check returns is its verdict."""
    body = Body(function, module)
    found = [use for node in body.walk() for use in _use(node, body)]
    if is_check:
        found += [body.use("verdict", value, passed=value) for value in _returned(body.node)]
    return found


def _returned(node: ast.AST) -> Iterator[ast.expr]:
    """What a function itself returns, not those inside it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Return) and child.value is not None:
            yield child.value
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _returned(child)


def _use(node: ast.AST, body: Body) -> Iterator[Use]:
    match node:
        case ast.Attribute(value=logger, attr=level) if body.qualified(logger) == "polydag.log":
            yield body.use("log", logger, level)
        case ast.Raise(exc=ast.Call(func=callee, args=args)):
            kind = {"polydag.Skip": "skip", "polydag.Fail": "fail"}.get(
                body.qualified(callee) or ""
            )
            if kind == "skip":
                yield body.use("skip", node, message=args[0] if args else None)
            elif kind == "fail":
                yield body.use("fail", node, message=args[0] if args else None)
        case ast.Call(func=callee) if body.qualified(callee) == "polydag.seen":
            said = given_to(node, "done", "value")
            yield body.use("seen", node, done=said.get("done"), value=said.get("value"))
        case ast.Call(func=callee, args=[ast.Constant(value=str(key)), *rest]):
            name = body.qualified(callee)
            if name == "polydag.push" and rest:
                yield body.use("push", node, key, value=rest[0])
            elif name == "polydag.context":
                yield body.use("context", node, key)
