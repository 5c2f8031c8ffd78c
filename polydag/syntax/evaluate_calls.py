"""Calls: what is called decides what happens."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.builtins import BUILTINS
from polydag.syntax.calls import Argument, Arguments, CallSite, gather
from polydag.syntax.data import (
    ClassData,
    Datum,
    External,
    FunctionData,
    Handle,
    InstanceData,
    MethodData,
    PartialData,
)
from polydag.syntax.entering import enter, instantiate
from polydag.syntax.evaluate_rules import evaluates
from polydag.syntax.library import NOT_HANDLED
from polydag.syntax.methods import call_method
from polydag.syntax.outside import OutsideMethod, SuperData
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


@evaluates(ast.Call)
def _call(ev: Evaluator, node: ast.Call, scope: Scope) -> Datum:
    target = ev.target[1] if ev.target is not None and ev.target[0] is node else None
    callee = ev.evaluate(node.func, scope)
    if isinstance(callee, External) and callee.qualified == "builtins.super":
        return _super(ev, node, scope)
    return call(ev, callee, call_site(ev, callee, node, scope, target))


def call_site(
    ev: Evaluator, callee: Datum, node: ast.Call, scope: Scope, target: str | None = None
) -> CallSite:
    """The site of a call, with its arguments evaluated."""
    positional = [
        (
            ev.evaluate(arg, scope),
            arg.value if isinstance(arg, ast.Starred) else arg,
            isinstance(arg, ast.Starred),
        )
        for arg in node.args
    ]
    keywords = [(kw.arg, ev.evaluate(kw.value, scope), kw.value) for kw in node.keywords]
    site = CallSite(ev, node, scope, ev.loops, ev.statement, target)
    site.qualified = qualified_name(callee)
    site.arguments = gather(positional, keywords, scope)
    return site


def qualified_name(callee: Datum) -> str:
    """The name of what is called, as an import would find it; empty where it has none."""
    if isinstance(callee, External | FunctionData | ClassData):
        return callee.qualified
    if isinstance(callee, PartialData):
        return qualified_name(callee.function)
    return ""


def call(ev: Evaluator, callee: Datum, site: CallSite) -> Datum:
    """The result of a call."""
    found = _known_call(ev, callee, site)
    if found is not None:
        return found
    ev.library.unknown_call(site)
    return site.unknown()


def _known_call(ev: Evaluator, callee: Datum, site: CallSite) -> Datum | None:
    if isinstance(callee, External):
        return _external(ev, callee, site)
    if isinstance(callee, FunctionData):
        handled = ev.library.call_function(callee, site)
        return enter(ev, callee, site) if handled is NOT_HANDLED else handled
    if isinstance(callee, Handle):
        return callee.call(site)
    if isinstance(callee, ClassData):
        made = ev.library.call_class(callee, site)
        return instantiate(ev, callee, site) if made is NOT_HANDLED else made
    if isinstance(callee, MethodData):
        return call_method(ev, callee, site)
    if isinstance(callee, PartialData):
        return _partial(ev, callee, site)
    if isinstance(callee, OutsideMethod):
        return ev.library.call_outside(callee, site)
    if isinstance(callee, InstanceData):
        return _instance(ev, callee, site)
    return None


def _external(ev: Evaluator, callee: External, site: CallSite) -> Datum | None:
    rule = BUILTINS.get(callee.qualified)
    if rule is not None:
        found = rule(ev, site)
        if found is not None:
            return found
    return ev.library.call(site)


def _partial(ev: Evaluator, callee: PartialData, site: CallSite) -> Datum:
    bound = [Argument(datum) for datum in callee.positional]
    named = {name: Argument(datum) for name, datum in callee.keywords.items()}
    given = site.arguments
    site.arguments = Arguments(
        [*bound, *given.positional], {**named, **given.keywords}, given.spreads
    )
    return call(ev, callee.function, site)


def _instance(ev: Evaluator, callee: InstanceData, site: CallSite) -> Datum | None:
    method = callee.cls.member("__call__")
    if not isinstance(method, FunctionData):
        return None
    bound = FunctionData(
        method.node,
        method.module,
        method.scope,
        defaults=method.defaults,
        keyword_defaults=method.keyword_defaults,
        receiver=callee,
        owner=callee.cls,
    )
    return enter(ev, bound, site)


def _super(ev: Evaluator, node: ast.Call, scope: Scope) -> Datum:
    """`super()` inside a method that has been entered."""
    function = ev.calls[-1] if ev.calls else None
    if function is None or function.receiver is None or function.owner is None:
        return ev.unknown(node, scope)
    return SuperData(function.receiver, function.owner)
