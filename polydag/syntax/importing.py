"""Imports: modules of the project are followed when something of them is needed, all others stay external."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.codes import ImportUnresolved
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum, External, ListData, ModuleData, TupleData, Unknown, is_known
from polydag.syntax.evaluate_rules import executes
from polydag.syntax.flow import RaisedError, Signal
from polydag.syntax.imports import absolute
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


@executes(ast.Import)
def _import(ev: Evaluator, node: ast.Import, scope: Scope) -> Signal | None:
    for alias in node.names:
        first = alias.name.partition(".")[0]
        dotted, name = (alias.name, alias.asname) if alias.asname else (first, first)
        datum = module_of(ev, dotted) or External(dotted, name, name, ev.handling_imports)
        ev.bind(scope, name, datum)
    return None


@executes(ast.ImportFrom)
def _import_from(ev: Evaluator, node: ast.ImportFrom, scope: Scope) -> Signal | None:
    dotted = absolute(node, scope.module.package)
    source = module_of(ev, dotted)
    if source is None and node.level:
        _unresolved(ev, dotted, node, scope)
    for alias in node.names:
        if alias.name == "*":
            _import_star(ev, source, dotted, scope)
            continue
        name = alias.asname or alias.name
        datum = None
        if source is not None:
            datum = member_of(ev, source, alias.name, node, scope)
            if datum is None:
                _unresolved(ev, f"{dotted}.{alias.name}", node, scope)
        ev.bind(scope, name, datum or _external(ev, dotted, alias.name, name, node, scope))
    return None


def module_of(ev: Evaluator, dotted: str) -> ModuleData | None:
    """The project's module or package of that name; what the engine owns is never the project's."""
    if not dotted or ev.library.owns(dotted):
        return None
    module = ev.project.module(dotted)
    if module is not None:
        return ModuleData(dotted, module)
    if dotted in ev.project.failures or ev.project.has_package(dotted):
        return ModuleData(dotted, None)
    return None


def member_of(
    ev: Evaluator, owner: ModuleData, name: str, node: ast.expr | ast.stmt, scope: Scope
) -> Datum | None:
    """A name that the module defines, or a module below it; None when there is neither."""
    if owner.module is not None:
        inner = ev.run(owner.module)
        found = inner.names.get(name)
        if found is not None:
            return found
    below = module_of(ev, f"{owner.name}.{name}")
    if below is not None:
        return below
    failure = ev.project.failures.get(owner.name)
    if failure is not None:
        told = ImportUnresolved(
            module=owner.name, reason=failure.message, span=scope.module.span(node)
        )
        ev.collector.tell(told)
        return Unknown(name, (name,), {}, node, scope.module)
    if owner.module is not None and _dynamic(owner, ev):
        return Unknown(name, (name,), {}, node, scope.module)
    return None


def _dynamic(owner: ModuleData, ev: Evaluator) -> bool:
    """Whether the module may define names in ways that are not seen: a star import, `__getattr__`, or it is still running."""
    if owner.module is None:
        return False
    inner = ev.scopes[owner.module]
    return bool(inner.stars) or "__getattr__" in inner.names or owner.module in ev.running


def _external(
    ev: Evaluator, dotted: str, member: str, name: str, node: ast.ImportFrom, scope: Scope
) -> Datum:
    owner = External(dotted, dotted, dotted.partition(".")[0])
    found = ev.library.attribute(owner, member, ev.site(node, scope))
    return found or External(f"{dotted}.{member}", name, name, ev.handling_imports)


def _import_star(ev: Evaluator, source: ModuleData | None, dotted: str, scope: Scope) -> None:
    if source is None or source.module is None:
        scope.stars.append(dotted)
        return
    inner = ev.run(source.module)
    scope.stars.extend(inner.stars)
    for name in _exported(inner):
        if name in inner.names:
            ev.bind(scope, name, inner.names[name])


def _exported(inner: Scope) -> list[str]:
    listed = inner.names.get("__all__")
    if isinstance(listed, ListData | TupleData) and is_known(listed):
        names = to_python(listed)
        return [str(name) for name in names] if isinstance(names, list | tuple) else []
    return [name for name in inner.names if not name.startswith("_")]


def _unresolved(ev: Evaluator, dotted: str, node: ast.ImportFrom, scope: Scope) -> None:
    """An import of the project that leads nowhere; where the code expects that, its handler runs."""
    if ev.handling_imports:
        raise RaisedError("ImportError", dotted)
    reason = "there is no such module or name in the project"
    ev.collector.tell(ImportUnresolved(module=dotted, reason=reason, span=scope.module.span(node)))
