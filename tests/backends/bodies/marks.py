"""A made-up engine for the tests of lowering: its calls in a body are marked as uses, and it can run bodies itself.

`engine.push("k", v)`, `engine.pull("k")`, `engine.ds`, `engine.log`, `engine.variable("n", d)`, `engine.context`,
`raise engine.Skip(m)`, `yield engine.Output(v, "k")` and `log = engine.logger()`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, SimpleNamespace

from polydag.backends.bodies import Spelled, Spelling
from polydag.ir.functions import Function, Use
from polydag.syntax.bodies import Body, with_uses
from polydag.syntax.functions import lift
from polydag.syntax.module import SourceModule, from_text

YIELDING = Spelling(
    context={"ds": Spelled(text="context.day", needs=frozenset({"context"}))},
    intrinsics={
        "log": Spelled(text="context.log", needs=frozenset({"context"})),
        "logger": Spelled(text="context.log", needs=frozenset({"context"})),
        "skip": Spelled(text="return"),
        "variable": lambda site: Spelled(
            text=f'os.environ.get("{site.key}", {site.arguments["default"]})', imports=(("os", ""),)
        ),
    },
    output=lambda site: Spelled(
        text=f"yield Output({site.arguments['value']}, {site.arguments['name']})"
    ),
    skip_yields=True,
)
RETURNING = Spelling(
    context={"ds": Spelled(text="ds", parameters=("ds: str",))},
    intrinsics={
        "log": Spelled(text="logger", module=("logger = make()",)),
        "logger": Spelled(text=None, module=("log = make()",)),
        "skip": lambda site: Spelled(text=f"return Skipped({site.arguments['message']})"),
        "push": lambda site: Spelled(text=f'push("{site.key}", {site.arguments["value"]})'),
    },
)


class SkippedError(Exception):
    """What a body raises to be skipped."""


def marked(text: str, name: str = "f") -> Function:
    """The lifted function with every call of the engine marked."""
    module = from_text(text, Path("m.py"), "m.py", "m")
    assert isinstance(module, SourceModule)
    nodes = (n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef))
    function = lift(next(n for n in nodes if n.name == name), module)
    function = function.model_copy(
        update={"injected": tuple(p.name for p in function.parameters if p.name == "engine")}
    )
    return with_uses(function, _uses(Body(function)))


def _uses(body: Body) -> Iterator[Use]:
    for node in body.walk():
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="engine"), attr="push"),
                args=[ast.Constant(value=key), value],
            ):
                yield body.use("push", node, key=str(key), value=value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="engine"), attr="pull"),
                args=[ast.Constant(value=key)],
            ):
                yield body.use("pull", node, key=str(key))
            case ast.Call(
                func=ast.Attribute(attr="variable"), args=[ast.Constant(value=key), default]
            ):
                yield body.use("variable", node, key=str(key), default=default)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="engine"), attr="logger")):
                yield body.use("logger", node, key=body.assigned_to(node) or "")
            case ast.Raise(exc=ast.Call(func=ast.Attribute(attr="Skip"), args=[message])):
                yield body.use("skip", node, message=message)
            case ast.Expr(
                value=ast.Yield(
                    value=ast.Call(
                        func=ast.Attribute(attr="Output"), args=[value, ast.Constant(value=key)]
                    )
                )
            ):
                yield body.use("output", node, key=str(key), value=value)
            case ast.Attribute(value=ast.Name(id="engine"), attr="ds" | "context" as key):
                yield body.use("context", node, key=key)
            case ast.Attribute(value=ast.Name(id="engine"), attr="log"):
                yield body.use("log", node)


def run_marked(text: str, **arguments: object) -> tuple[dict[str, object], object]:
    """What the author's own function gives: pushed outputs, and what it returns (or `Skipped`)."""
    pushed: dict[str, object] = {}
    engine = SimpleNamespace(push=pushed.__setitem__, Skip=SkippedError, ds="2026-01-05")
    try:
        result = _called(text, {}, engine=engine, **arguments)
    except SkippedError:
        result = "skipped"
    return pushed, result


def run_yielding(text: str, **arguments: object) -> dict[str, object]:
    """The outputs that a lowered generator gives, by name."""
    context = SimpleNamespace(day="2026-01-05")
    found = _called(
        text, {"Output": lambda value, name="result": (name, value)}, context=context, **arguments
    )
    assert isinstance(found, Iterator)
    given = list(found)
    assert len({name for name, _ in given}) == len(given)
    return dict(given)


def run_returning(text: str, **arguments: object) -> object:
    """What a lowered function returns."""
    return _called(text, {"Skipped": lambda message: "skipped"}, ds="2026-01-05", **arguments)


def _called(text: str, names: dict[str, object], **arguments: object) -> object:
    namespace: dict[str, object] = dict(names)
    exec(text, namespace)
    function = namespace["f"]
    assert isinstance(function, FunctionType)
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    return function(**{name: value for name, value in arguments.items() if name in wanted})
