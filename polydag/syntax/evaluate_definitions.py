"""Definitions: functions with their decorators, lambdas, classes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from polydag.syntax.calls import Argument, Arguments, CallSite
from polydag.syntax.data import ClassData, Datum, External, FunctionData, Handle, Known, Unknown
from polydag.syntax.evaluate_calls import call, call_site
from polydag.syntax.evaluate_rules import evaluates, executes
from polydag.syntax.flow import Signal
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


@executes(ast.FunctionDef, ast.AsyncFunctionDef)
def _function(
    ev: Evaluator, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope
) -> Signal | None:
    function = _plain(ev, node, scope)
    result: Datum = function
    applied: list[Datum] = []
    for expression in reversed(node.decorator_list):
        result = _decorated(ev, expression, result, function, applied, scope)
    function.decorators = tuple(reversed(applied))
    ev.bind(scope, node.name, result)
    return None


@evaluates(ast.Lambda)
def _lambda(ev: Evaluator, node: ast.Lambda, scope: Scope) -> Datum:
    return _plain(ev, node, scope)


@executes(ast.ClassDef)
def _class(ev: Evaluator, node: ast.ClassDef, scope: Scope) -> Signal | None:
    bases = tuple(
        ev.evaluate(base, scope) for base in node.bases if not isinstance(base, ast.Starred)
    )
    inner = Scope("class", scope.module, scope)
    cls = ClassData(node, scope.module, scope, bases, inner.names)
    ev.execute(node.body, inner)
    for member in inner.names.values():
        if isinstance(member, FunctionData) and member.owner is None and member.scope is inner:
            member.owner = cls
    result: Datum = cls
    for expression in reversed(node.decorator_list):
        callee, site = _decorator(ev, expression, scope)
        cls.decorators = (callee, *cls.decorators)
        if result is cls:
            result = ev.library.decorate_class(callee, site, cls) or result
    ev.bind(scope, node.name, result)
    return None


def _plain(
    ev: Evaluator, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
) -> FunctionData:
    defaults = tuple(ev.evaluate(default, scope) for default in node.args.defaults)
    keyword = tuple(None if d is None else ev.evaluate(d, scope) for d in node.args.kw_defaults)
    return FunctionData(node, scope.module, scope, (), defaults, keyword)


def _decorated(
    ev: Evaluator,
    expression: ast.expr,
    current: Datum,
    function: FunctionData,
    applied: list[Datum],
    scope: Scope,
) -> Datum:
    """The result of one decorator on top of what the ones below it gave."""
    callee, site = _decorator(ev, expression, scope)
    applied.append(callee)
    if isinstance(current, FunctionData):
        function.decorators = tuple(reversed(applied[:-1]))
        found = ev.library.decorate(callee, site, current)
        if found is not None:
            return found
    if isinstance(current, Handle):
        made = ev.library.decorate_made(callee, site, current)
        if made is not None:
            return made
    if isinstance(callee, FunctionData):
        return _by_function(ev, callee, site, expression, current, scope)
    # A decorator of another library (a cache, `functools.wraps`, a property) leaves the function what it is.
    return current


def _by_function(
    ev: Evaluator,
    callee: FunctionData,
    site: CallSite | None,
    expression: ast.expr,
    current: Datum,
    scope: Scope,
) -> Datum:
    """A decorator of the project: it is entered, and what it gives is kept where it can be followed."""
    wrapper: Datum = callee if site is None else call(ev, callee, site)
    if not isinstance(wrapper, FunctionData | Handle):
        return current
    outer = CallSite(ev, expression, scope, ev.loops, ev.statement)
    outer.arguments = Arguments([Argument(current)])
    result = call(ev, wrapper, outer)
    return current if isinstance(result, Unknown | Known) else result


def _decorator(ev: Evaluator, expression: ast.expr, scope: Scope) -> tuple[Datum, CallSite | None]:
    """What decorates, and the call's site when it is called with arguments first."""
    if not isinstance(expression, ast.Call):
        return ev.evaluate(expression, scope), None
    callee = ev.evaluate(expression.func, scope)
    if isinstance(callee, External | FunctionData | Handle):
        return callee, call_site(ev, callee, expression, scope)
    return ev.evaluate(expression, scope), None
