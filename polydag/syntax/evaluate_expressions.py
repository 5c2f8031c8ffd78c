"""Expressions: constants, names, collections, operators, strings, conditions."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from polydag.syntax.assigning import assign
from polydag.syntax.attributes import attribute_of
from polydag.syntax.convert import to_python
from polydag.syntax.data import (
    FALSE,
    NONE,
    TRUE,
    Datum,
    DictData,
    External,
    FormatData,
    Handle,
    Known,
    ListData,
    PathData,
    SetData,
    TupleData,
    Unknown,
    hashable,
    is_known,
    key_of,
)
from polydag.syntax.evaluate_rules import evaluates
from polydag.syntax.flow import RaisedError
from polydag.syntax.iteration import elements_of
from polydag.syntax.operators import as_bool, combine, compare, unary, wide_format
from polydag.syntax.scope import Scope
from polydag.syntax.subscripts import subscript_of
from polydag.syntax.truth import truth_of

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator

_BUILTINS = frozenset(dir(builtins))
_CONVERSIONS: dict[int, Callable[[object], str]] = {ord("s"): str, ord("r"): repr, ord("a"): ascii}


@evaluates(ast.Constant)
def _constant(ev: Evaluator, node: ast.Constant, scope: Scope) -> Datum:
    value = node.value
    return (
        NONE
        if value is None
        else TRUE
        if value is True
        else FALSE
        if value is False
        else Known(value)
    )


@evaluates(ast.Name)
def _name(ev: Evaluator, node: ast.Name, scope: Scope) -> Datum:
    found = scope.lookup(node.id)
    if found is not None:
        return found
    if node.id in _MODULE_FACTS:
        return _MODULE_FACTS[node.id](scope)
    if node.id in _BUILTINS:
        return External(f"builtins.{node.id}", node.id, node.id)
    for star in scope.module_scope.stars:
        if ev.library.owns(f"{star}.{node.id}"):
            return External(f"{star}.{node.id}", node.id, node.id)
    return Unknown(node.id, (node.id,), {}, node, scope.module)


def _doc(scope: Scope) -> Datum:
    return Known(ast.get_docstring(scope.module.tree, clean=False))


def _file(scope: Scope) -> Datum:
    path = scope.module.path
    return PathData("__file__", ("__file__",), {}, None, scope.module, path)


_MODULE_FACTS: dict[str, Callable[[Scope], Datum]] = {
    "__name__": lambda scope: Known(scope.module.name),
    "__doc__": _doc,
    "__file__": _file,
}


@evaluates(ast.NamedExpr)
def _named(ev: Evaluator, node: ast.NamedExpr, scope: Scope) -> Datum:
    ev.target = (node.value, node.target.id)
    datum = ev.evaluate(node.value, scope)
    holder = scope
    while holder.kind == "comprehension" and holder.parent is not None:
        holder = holder.parent
    assign(ev, node.target, datum, holder, node.value)
    return datum


@evaluates(ast.Attribute)
def _attribute(ev: Evaluator, node: ast.Attribute, scope: Scope) -> Datum:
    return attribute_of(ev, ev.evaluate(node.value, scope), node.attr, node, scope)


@evaluates(ast.Subscript)
def _subscript(ev: Evaluator, node: ast.Subscript, scope: Scope) -> Datum:
    owner = ev.evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        return _slice(ev, owner, node, node.slice, scope)
    return subscript_of(ev, owner, ev.evaluate(node.slice, scope), node, scope)


def _slice(
    ev: Evaluator, owner: Datum, node: ast.Subscript, part: ast.Slice, scope: Scope
) -> Datum:
    ends = [
        NONE if end is None else ev.evaluate(end, scope)
        for end in (part.lower, part.upper, part.step)
    ]
    if not all(isinstance(end, Known) for end in ends):
        return ev.unknown(node, scope)
    # Python checks the ends when the slice is used.
    bounds: Any = slice(*(to_python(end) for end in ends))
    try:
        if isinstance(owner, ListData) and not owner.partial:
            return ListData(owner.items[bounds])
        if isinstance(owner, TupleData):
            return TupleData(owner.items[bounds])
        if isinstance(owner, Known) and isinstance(owner.value, str | bytes | range):
            return Known(owner.value[bounds])
    except (TypeError, ValueError) as error:
        raise RaisedError(type(error).__name__, str(error)) from error
    return ev.unknown(node, scope)


@evaluates(ast.List)
def _list(ev: Evaluator, node: ast.List, scope: Scope) -> Datum:
    items, complete = _members(ev, node.elts, scope)
    return ListData(items, partial=not complete)


@evaluates(ast.Tuple)
def _tuple(ev: Evaluator, node: ast.Tuple, scope: Scope) -> Datum:
    items, complete = _members(ev, node.elts, scope)
    return TupleData(items) if complete else ListData(items, partial=True)


@evaluates(ast.Set)
def _set(ev: Evaluator, node: ast.Set, scope: Scope) -> Datum:
    items, complete = _members(ev, node.elts, scope)
    if not all(map(hashable, items)):
        raise RaisedError("TypeError", "unhashable element")
    return SetData([key_of(item) for item in items]) if complete else ev.unknown(node, scope)


@evaluates(ast.Dict)
def _dict(ev: Evaluator, node: ast.Dict, scope: Scope) -> Datum:
    result = DictData()
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = ev.evaluate(value_node, scope)
        if key_node is None:
            merge(result, value)
            continue
        key = ev.evaluate(key_node, scope)
        if not hashable(key):
            raise RaisedError("TypeError", "unhashable key")
        result.entries[key_of(key)] = value
    return result


def merge(into: DictData, more: Datum) -> None:
    """`**more` inside a dict."""
    if isinstance(more, DictData):
        into.entries.update(more.entries)
        into.partial = into.partial or more.partial
    else:
        into.partial = True


@evaluates(ast.BinOp)
def _binary(ev: Evaluator, node: ast.BinOp, scope: Scope) -> Datum:
    left = ev.evaluate(node.left, scope)
    return combine(ev, left, ev.evaluate(node.right, scope), node.op, node, scope)


@evaluates(ast.UnaryOp)
def _unary(ev: Evaluator, node: ast.UnaryOp, scope: Scope) -> Datum:
    operand = ev.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        truth = truth_of(operand)
        found = None if truth is None else as_bool(not truth)
    else:
        found = unary(node.op, operand)
    return ev.unknown(node, scope) if found is None else found


@evaluates(ast.BoolOp)
def _boolean(ev: Evaluator, node: ast.BoolOp, scope: Scope) -> Datum:
    stops_at = isinstance(node.op, ast.Or)
    datum: Datum = NONE
    for value in node.values:
        datum = ev.evaluate(value, scope)
        truth = truth_of(datum)
        if truth is None and value is not node.values[-1]:
            return ev.unknown(node, scope)
        if truth is stops_at:
            return datum
    return datum


@evaluates(ast.Compare)
def _compare(ev: Evaluator, node: ast.Compare, scope: Scope) -> Datum:
    left = ev.evaluate(node.left, scope)
    verdict: bool | None = True
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = ev.evaluate(comparator, scope)
        verdict = compare(op, left, right)
        if not verdict:
            break
        left = right
    return as_bool(verdict) or ev.unknown(node, scope)


@evaluates(ast.IfExp)
def _conditional(ev: Evaluator, node: ast.IfExp, scope: Scope) -> Datum:
    truth = truth_of(ev.evaluate(node.test, scope))
    if truth is None:
        return ev.unknown(node, scope)
    return ev.evaluate(node.body if truth else node.orelse, scope)


@evaluates(ast.Await, ast.Starred)
def _inner(ev: Evaluator, node: ast.Await | ast.Starred, scope: Scope) -> Datum:
    return ev.evaluate(node.value, scope)


@evaluates(ast.JoinedStr)
def _f_string(ev: Evaluator, node: ast.JoinedStr, scope: Scope) -> Datum:
    parts = [_f_string_part(ev, value, scope) for value in node.values]
    if all(isinstance(part, Known) for part in parts):
        return Known("".join(str(part.value) for part in parts if isinstance(part, Known)))
    whole = ev.unknown(node, scope)
    return FormatData(whole.text, whole.names, whole.reads, node, scope.module, tuple(parts))


def _f_string_part(ev: Evaluator, node: ast.expr, scope: Scope) -> Datum:
    if not isinstance(node, ast.FormattedValue):
        return ev.evaluate(node, scope)
    datum = ev.evaluate(node.value, scope)
    spec = NONE if node.format_spec is None else ev.evaluate(node.format_spec, scope)
    if isinstance(datum, Handle) and node.format_spec is None:
        return datum.string(ev.site(node.value, scope)) or datum
    if not is_known(datum) or not isinstance(spec, Known):
        plain = node.format_spec is None and node.conversion == -1
        return datum if plain else ev.unknown(_alone(node), scope)
    value = to_python(datum)
    convert = _CONVERSIONS.get(node.conversion)
    wanted = spec.value if isinstance(spec.value, str) else ""
    if wide_format(wanted):
        return ev.unknown(_alone(node), scope)
    try:
        return Known(format(convert(value) if convert else value, wanted))
    except (TypeError, ValueError) as error:
        raise RaisedError(type(error).__name__, str(error)) from error


def _alone(node: ast.FormattedValue) -> ast.expr:
    """A formatted value as an f-string of its own, parsed so that its text can be found."""
    return ast.copy_location(ast.JoinedStr([node]), node)


def _members(ev: Evaluator, nodes: list[ast.expr], scope: Scope) -> tuple[list[Datum], bool]:
    """The members that a display lists, and whether all are known to be there."""
    items: list[Datum] = []
    complete = True
    for node in nodes:
        datum = ev.evaluate(node, scope)
        if not isinstance(node, ast.Starred):
            items.append(datum)
            continue
        inner = elements_of(datum, ev.site(node.value, scope))
        if inner is None:
            complete = False
        else:
            items.extend(inner)
            complete = complete and not (isinstance(datum, ListData) and datum.partial)
    return items, complete
