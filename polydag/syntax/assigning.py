"""Assignment to names, tuples, attributes and subscripts."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.data import (
    ClassData,
    Datum,
    DictData,
    External,
    FunctionData,
    Handle,
    InstanceData,
    Known,
    ListData,
    LoopVariable,
    Unknown,
    is_known,
    key_of,
)
from polydag.syntax.iteration import elements_of
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


def assign(
    ev: Evaluator, target: ast.expr, datum: Datum, scope: Scope, value: ast.expr | None
) -> None:
    """Bind a target; `value` is the expression that gave the datum."""
    if isinstance(target, ast.Name):
        ev.bind(scope, target.id, datum, value)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(ev, target, datum, scope, value)
    elif isinstance(target, ast.Attribute):
        _set_attribute(ev, target, datum, scope)
    elif isinstance(target, ast.Subscript):
        _set_item(ev, target, datum, scope)


def delete(ev: Evaluator, target: ast.expr, scope: Scope) -> None:
    """Unbind a target."""
    if isinstance(target, ast.Name):
        holder = scope.target_of(target.id)
        holder.names.pop(target.id, None)
    elif isinstance(target, ast.Tuple | ast.List):
        for inner in target.elts:
            delete(ev, inner, scope)
    elif isinstance(target, ast.Subscript):
        owner, key = ev.evaluate(target.value, scope), ev.evaluate(target.slice, scope)
        if isinstance(owner, DictData):
            owner.entries.pop(key_of(key), None)
        elif isinstance(owner, ListData):
            owner.partial = True


def bind_class_member(owner: Datum, name: str, datum: Datum) -> None:
    """`owner.name = datum` where the owner keeps its members here."""
    if isinstance(owner, InstanceData):
        owner.attributes[name] = datum
    elif isinstance(owner, ClassData):
        owner.members[name] = datum


def _unpack(
    ev: Evaluator,
    target: ast.Tuple | ast.List,
    datum: Datum,
    scope: Scope,
    value: ast.expr | None,
) -> None:
    items = elements_of(datum, ev.site(value or target, scope))
    written = value.elts if isinstance(value, ast.Tuple | ast.List) else None
    star = next((i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)), None)
    wanted = len(target.elts)
    if items is None or (star is None and len(items) != wanted) or len(items) < wanted - 1:
        for position, inner in enumerate(target.elts):
            _assign_unknown(ev, inner, datum, position, scope, value)
        return
    if star is not None:
        stop = len(items) - (wanted - star - 1)
        items = [*items[:star], ListData(items[star:stop]), *items[stop:]]
        written = None
    nodes = written if written is not None and len(written) == len(items) else [None] * len(items)
    for inner, item, node in zip(target.elts, items, nodes, strict=True):
        plain = inner.value if isinstance(inner, ast.Starred) else inner
        assign(ev, plain, item, scope, node)


def _assign_unknown(
    ev: Evaluator,
    target: ast.expr,
    datum: Datum,
    position: int,
    scope: Scope,
    value: ast.expr | None,
) -> None:
    """One name of a tuple that is unpacked from something unknown."""
    plain = target.value if isinstance(target, ast.Starred) else target
    item: Datum
    if isinstance(datum, LoopVariable) and isinstance(plain, ast.Name):
        item = LoopVariable(plain.id, (), {}, plain, scope.module, datum.loop)
    elif isinstance(datum, Handle):
        key = ast.copy_location(ast.Constant(position), plain)
        item = datum.subscript(Known(position), ev.site(value or key, scope))
    elif isinstance(datum, Unknown):
        item = Unknown(f"{datum.text}[{position}]", datum.names, datum.reads, value, scope.module)
    else:
        item = ev.unknown(plain, scope)
    assign(ev, plain, item, scope, None)


def _set_attribute(ev: Evaluator, target: ast.Attribute, datum: Datum, scope: Scope) -> None:
    owner = ev.evaluate(target.value, scope)
    if isinstance(owner, Handle):
        owner.assign(target.attr, datum, ev.site(target, scope))
    else:
        bind_class_member(owner, target.attr, datum)


def _set_item(ev: Evaluator, target: ast.Subscript, datum: Datum, scope: Scope) -> None:
    owner, key = ev.evaluate(target.value, scope), ev.evaluate(target.slice, scope)
    if isinstance(owner, DictData):
        if is_known(key) or not isinstance(key, Unknown | External | FunctionData):
            owner.entries[key_of(key)] = datum
        else:
            owner.partial = True
    elif isinstance(owner, ListData):
        _set_list_item(owner, key, datum)


def _set_list_item(owner: ListData, key: Datum, datum: Datum) -> None:
    index = key.value if isinstance(key, Known) else None
    if isinstance(index, int) and -len(owner.items) <= index < len(owner.items):
        owner.items[index] = datum
    else:
        owner.partial = True
