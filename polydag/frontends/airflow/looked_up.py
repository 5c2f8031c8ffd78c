"""What bodies look up on Airflow's server: variables and connections, by its classes and by the context's `var` and `conn`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from polydag.frontends.airflow.names import SDK, canonical
from polydag.ir.functions import UseKind
from polydag.syntax.bodies import given_to

Meaning = Callable[[ast.AST], str | None]
_DEFAULTS = ("default", "default_var", "default_conn")


@dataclass(frozen=True)
class LookedUp:
    """One look-up: what kind of thing, its name, and the arguments of its use."""

    kind: UseKind
    key: str
    arguments: dict[str, ast.expr | str | None] = field(default_factory=dict)


def looked_up(node: ast.expr, name: str, meaning: Meaning) -> LookedUp | None:
    """What an expression looks up; `name` is what it calls, qualified, `meaning` what an object of the context is called."""
    if isinstance(node, ast.Call):
        name = canonical(name)
        if name == f"{SDK}.Variable.get":
            return _variable(node)
        if name == f"{SDK}.BaseHook.get_connection":
            key = _text(node.args[0]) if node.args else None
            return None if key is None else LookedUp("connection", key)
    return _of_accessor(node, meaning)


def _variable(node: ast.Call) -> LookedUp | None:
    given = given_to(node, "key", "default", "deserialize_json") | _named(node)
    key = _text(given.get("key"))
    if key is None:
        return None
    parsed = given.get("deserialize_json")
    is_parsed = isinstance(parsed, ast.Constant) and parsed.value is True
    return _found(key, _default(given), is_parsed)


def _of_accessor(node: ast.expr, meaning: Meaning) -> LookedUp | None:
    """`var["value"].x`, `var["json"].get("x", default)` and `conn.x`."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr="get")):
            given = given_to(node, "key", "default") | _named(node)
            key = _text(given.get("key"))
            default = _default(given)
        case ast.Attribute(value=owner, attr=str(key)) if key != "get":
            default = None
        case _:
            return None
    if key is None:
        return None
    if meaning(owner) == "conn" and default is None:
        return LookedUp("connection", key)
    kind = _accessor(owner, meaning)
    return None if kind is None else _found(key, default, kind == "json")


def _accessor(node: ast.expr, meaning: Meaning) -> str | None:
    """Which of the two readings of variables an expression is: `value` or `json`."""
    match node:
        case ast.Subscript(value=owner, slice=ast.Constant(value="value" | "json" as kind)):
            return str(kind) if meaning(owner) == "var" else None
        case ast.Call(
            func=ast.Attribute(value=owner, attr="get"),
            args=[ast.Constant(value="value" | "json" as kind)],
        ):
            return str(kind) if meaning(owner) == "var" else None
    return None


def _found(key: str, default: ast.expr | None, is_parsed: bool) -> LookedUp:
    parsed = "True" if is_parsed else None
    return LookedUp("variable", key, {"default": default, "parsed": parsed})


def _default(given: dict[str, ast.expr]) -> ast.expr | None:
    return next((given[name] for name in _DEFAULTS if name in given), None)


def _named(node: ast.Call) -> dict[str, ast.expr]:
    """The default under the names that it had and has."""
    return {k.arg: k.value for k in node.keywords if k.arg in _DEFAULTS}


def _text(node: ast.expr | None) -> str | None:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and isinstance(node, ast.Constant) else None
