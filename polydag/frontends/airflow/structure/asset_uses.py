"""What bodies do with assets: ask for their names, note something about those that they make, read what was noted."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from polydag.frontends.airflow.handles import AssetHandle
from polydag.frontends.airflow.names import SDK, canonical
from polydag.ir.functions import Function, Use, flat_uses
from polydag.syntax.bodies import Body, given_to

Meaning = Callable[[ast.AST], str | None]
# Parts of the text that a use stands for, in which others may stand.
Found = tuple[Use, tuple[ast.expr, ...]]
ATTRIBUTES = frozenset({"group", "name", "uri"})
OUTLETS, INLETS = "outlet_events", "inlet_events"
_KINDS = frozenset({"events", "literal", "metadata"})


@dataclass(frozen=True)
class AssetUses:
    """Marks them in one body.

    `named` are the assets that names of the body stand for, `find` evaluates other expressions, `made` are the ids of the
    assets that every task makes which runs the function.
    """

    body: Body
    named: Mapping[str, AssetHandle] = field(default_factory=dict)
    find: Callable[[ast.expr], AssetHandle | None] = lambda node: None
    made: frozenset[str] = frozenset()

    def use(self, node: ast.AST, meaning: Meaning) -> Found | None:
        """The use that a node is as a whole, and the parts of it that may hold others."""
        match node:
            case ast.Attribute(value=owner, attr=name, ctx=ast.Load()) if name in ATTRIBUTES:
                text = _said(self.asset(owner), name)
                return None if text is None else (self.body.use("literal", node, value=text), ())
            case ast.Assign(targets=[target], value=value):
                return self._noted(node, target, value, meaning)
            case ast.AugAssign(target=ast.Attribute() as target, op=ast.BitOr(), value=value):
                return self._noted(node, target, value, meaning)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="update")) as call):
                plain = len(call.args) == 1 and not call.keywords
                return self._noted(node, owner, call.args[0], meaning) if plain else None
            case ast.Expr(value=ast.Yield(value=ast.Call() as call)):
                return self._yielded(node, call)
            case ast.Subscript(value=owner, slice=key, ctx=ast.Load()):
                return self._read(node, owner, key, meaning)
        return None

    def asset(self, node: ast.expr) -> AssetHandle | None:
        """The asset that an expression stands for."""
        if isinstance(node, ast.Name):
            return self.named.get(node.id)
        found = self.find(node) if isinstance(node, ast.Call) else None
        return found if isinstance(found, AssetHandle) and not found.is_condition else None

    def _noted(
        self, statement: ast.stmt, target: ast.expr, value: ast.expr, meaning: Meaning
    ) -> Found | None:
        """`outlet_events[orders].extra = {…}`, `.extra["rows"] = 3`, `.extra.update({…})`, `.extra |= {…}`."""
        match target:
            case ast.Attribute(value=ast.Subscript(value=events, slice=key), attr="extra"):
                return self._note(statement, self._one_of(events, key, meaning), value)
            case ast.Subscript(
                value=ast.Attribute(value=ast.Subscript(value=events, slice=key), attr="extra"),
                slice=name,
            ):
                return self._note(statement, self._one_of(events, key, meaning), value, name)
        return None

    def _one_of(self, events: ast.expr, key: ast.expr, meaning: Meaning) -> AssetHandle | None:
        return self.asset(key) if meaning(events) == OUTLETS else None

    def _yielded(self, statement: ast.stmt, call: ast.Call) -> Found | None:
        """`yield Metadata(orders, {…})`."""
        if canonical(self.body.qualified(call.func) or "") != f"{SDK}.Metadata":
            return None
        given = given_to(call, "asset", "extra", "alias")
        if {"asset", "extra"} != set(given) or len(call.args) + len(call.keywords) > len(given):
            return None
        return self._note(statement, self.asset(given["asset"]), given["extra"])

    def _note(
        self,
        statement: ast.stmt,
        asset: AssetHandle | None,
        value: ast.expr,
        name: ast.expr | None = None,
    ) -> Found | None:
        if asset is None or asset.id not in self.made:
            return None
        use = self.body.use("metadata", statement, asset.id, value=value, name=name)
        return use, (value,) if name is None else (name, value)

    def _read(
        self, node: ast.expr, owner: ast.expr, key: ast.expr, meaning: Meaning
    ) -> Found | None:
        """`inlet_events[orders]`."""
        asset = self.asset(key) if meaning(owner) == INLETS else None
        return None if asset is None else (self.body.use("events", node, asset.id), ())


def _said(asset: AssetHandle | None, attribute: str) -> str | None:
    """An attribute of an asset as source text, where it is a text that is known."""
    value = None if asset is None else asset.stated(attribute)
    return None if value is None else _quoted(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def still_read(function: Function) -> frozenset[str]:
    """The names of the module that a body reads, without those that only stand for assets in uses."""
    spans = [(u.start, u.stop) for u in flat_uses(function.uses) if u.kind in _KINDS]
    if not spans:
        return frozenset(function.names)
    body = Body(function)
    loads = (n for n in body.walk() if isinstance(n, ast.Name))
    outside = {n.id for n in loads if not any(a <= body.offset(n)[0] < b for a, b in spans)}
    said = {name for use in flat_uses(function.uses) for name in _in_arguments(use)}
    head = (body.node.args, *([body.node.returns] if body.node.returns else []))
    signature = {n.id for part in head for n in ast.walk(part) if isinstance(n, ast.Name)}
    return frozenset(function.names) & (outside | said | signature)


def _in_arguments(use: Use) -> Iterator[str]:
    """The names in what a use is given."""
    for text in use.arguments.values() if use.kind in _KINDS else ():
        for node in ast.walk(ast.parse(text.strip(), mode="eval")):
            if isinstance(node, ast.Name):
                yield node.id


def is_only_named(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a body does nothing with an asset that it is given but to ask for its names and events."""
    covered = {
        inner
        for statement in node.body
        for outer in ast.walk(statement)
        for inner in (
            [outer.value]
            if isinstance(outer, ast.Attribute) and outer.attr in ATTRIBUTES
            else [outer.slice]
            if isinstance(outer, ast.Subscript) and _is_of_events(outer.value)
            else []
        )
    }
    nodes = (n for statement in node.body for n in ast.walk(statement))
    return all(n in covered for n in nodes if isinstance(n, ast.Name) and n.id == name)


def _is_of_events(node: ast.expr) -> bool:
    """`outlet_events` or `context["outlet_events"]`."""
    words = (OUTLETS, INLETS)
    match node:
        case ast.Name(id=name):
            return name in words
        case ast.Subscript(slice=ast.Constant(value=name)):
            return name in words
    return False
