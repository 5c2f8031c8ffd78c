"""The texts of functions that keep what they give and load what they are given."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Literal, TypeAlias

from polydag.backends.airflow.storing.reading import Shape
from polydag.backends.bodies.flow import own_returns
from polydag.ir.functions import Function
from polydag.syntax.bodies import Body
from polydag.syntax.splice import Replacement, prepend, splice

# What is kept: all that is returned as one value, each entry of a list, each value of a dict of outputs.
How: TypeAlias = Literal["whole", "each", "keys"]


def loading(text: str, loads: Mapping[str, Shape], load: str) -> str:
    """The function with a line for each parameter that it loads."""
    rows = [f"{name} = {_loaded(name, shape, load)}" for name, shape in loads.items() if shape]
    return prepend(text, rows)


def _loaded(name: str, shape: tuple[str, ...], load: str) -> str:
    level, *rest = shape
    inner = tuple(rest)
    if level == "list":
        return f"[{_loaded('item', inner, load)} for item in {name}]"
    if level == "dict":
        return f"{{key: {_loaded('item', inner, load)} for key, item in {name}.items()}}"
    return f"{load}({name})"


def saving(text: str, save: str, how: How) -> str:
    """The function with each value that it returns or pushes kept in a file."""
    body = Body(Function(name="", text=text))
    edits: list[Replacement] = []
    for statement in own_returns(body):
        value = statement.value
        if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            edits += _returned(value, body, save, how)
    for call in body.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "xcom_push":
            edits += [_kept(k.value, body, save) for k in call.keywords if k.arg == "value"]
    return splice(text, edits)


def _returned(value: ast.expr, body: Body, save: str, how: How) -> list[Replacement]:
    start, stop = body.offset(value)
    text = body.segment(value)
    if how == "whole":
        return [_kept(value, body, save)]
    if isinstance(value, ast.List) or (how == "keys" and isinstance(value, ast.Dict)):
        parts = value.elts if isinstance(value, ast.List) else value.values
        return [_kept(part, body, save) for part in parts]
    if how == "each":
        return [(start, stop, f"[{save}(item) for item in {text}]")]
    return [(start, stop, f"{{key: {save}(item) for key, item in ({text}).items()}}")]


def _kept(value: ast.expr, body: Body, save: str) -> Replacement:
    start, stop = body.offset(value)
    text = body.segment(value)
    return start, stop, f"{save}({text})" if _is_one(text) else f"{save}(({text}))"


def _is_one(text: str) -> bool:
    """Whether a text is one argument of a call as it stands: a tuple may have no brackets of its own."""
    call = ast.parse(f"f({text})", mode="eval").body
    return isinstance(call, ast.Call) and len(call.args) == 1
