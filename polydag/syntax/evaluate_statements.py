"""Statements: assignment, conditions, `with`, `try`, jumps."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from polydag.syntax.assigning import assign, delete
from polydag.syntax.codes import TakenAsInstalled
from polydag.syntax.data import NONE, Datum, FileData, Handle, InstanceData, ListData
from polydag.syntax.evaluate_rules import executes
from polydag.syntax.flow import BREAK, CONTINUE, RaisedError, Returned, Signal
from polydag.syntax.operators import combine, extend
from polydag.syntax.scope import Scope
from polydag.syntax.truth import truth_of

if TYPE_CHECKING:
    from polydag.syntax.evaluate import Evaluator


@executes(ast.Expr)
def _expression(ev: Evaluator, node: ast.Expr, scope: Scope) -> Signal | None:
    datum = ev.evaluate(node.value, scope)
    ev.library.expression_statement(datum, node, ev.site(node.value, scope))
    return None


@executes(ast.Assign)
def _assign(ev: Evaluator, node: ast.Assign, scope: Scope) -> Signal | None:
    first = node.targets[0]
    if isinstance(first, ast.Name):
        ev.target = (node.value, first.id)
    datum = ev.evaluate(node.value, scope)
    for target in node.targets:
        assign(ev, target, datum, scope, node.value)
    return None


@executes(ast.AnnAssign)
def _annotated(ev: Evaluator, node: ast.AnnAssign, scope: Scope) -> Signal | None:
    if node.value is not None:
        if isinstance(node.target, ast.Name):
            ev.target = (node.value, node.target.id)
        assign(ev, node.target, ev.evaluate(node.value, scope), scope, node.value)
    return None


@executes(ast.AugAssign)
def _augmented(ev: Evaluator, node: ast.AugAssign, scope: Scope) -> Signal | None:
    read = ast.copy_location(_as_load(node.target), node.target)
    left, right = ev.evaluate(read, scope), ev.evaluate(node.value, scope)
    if isinstance(left, ListData) and isinstance(node.op, ast.Add):
        extend(left, right, ev, node, scope)
        return None
    binary = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
    datum = combine(ev, left, right, node.op, binary, scope)
    assign(ev, node.target, datum, scope, binary)
    return None


@executes(ast.Delete)
def _delete(ev: Evaluator, node: ast.Delete, scope: Scope) -> Signal | None:
    for target in node.targets:
        delete(ev, target, scope)
    return None


@executes(ast.Return)
def _return(ev: Evaluator, node: ast.Return, scope: Scope) -> Signal | None:
    return Returned(NONE if node.value is None else ev.evaluate(node.value, scope), node)


@executes(ast.Break)
def _break(ev: Evaluator, node: ast.Break, scope: Scope) -> Signal | None:
    return BREAK


@executes(ast.Continue)
def _continue(ev: Evaluator, node: ast.Continue, scope: Scope) -> Signal | None:
    return CONTINUE


@executes(ast.Global)
def _global(ev: Evaluator, node: ast.Global, scope: Scope) -> Signal | None:
    scope.global_names.update(node.names)
    return None


@executes(ast.Nonlocal)
def _nonlocal(ev: Evaluator, node: ast.Nonlocal, scope: Scope) -> Signal | None:
    scope.outer_names.update(node.names)
    return None


@executes(ast.Assert)
def _assert(ev: Evaluator, node: ast.Assert, scope: Scope) -> Signal | None:
    if truth_of(ev.evaluate(node.test, scope)) is False:
        raise RaisedError("AssertionError", scope.module.segment(node.test))
    return None


@executes(ast.Raise)
def _raise(ev: Evaluator, node: ast.Raise, scope: Scope) -> Signal | None:
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    name = "the error that is being handled" if raised is None else scope.module.segment(raised)
    raise RaisedError(name)


@executes(ast.If)
def _if(ev: Evaluator, node: ast.If, scope: Scope) -> Signal | None:
    if scope.kind == "module" and _is_entry(node.test):
        ev.library.entry(node, ev.site(node, scope))
        return ev.execute(node.orelse, scope)
    test = ev.evaluate(node.test, scope)
    truth = truth_of(test)
    if truth is None:
        site = ev.site(node, scope)
        run_then, run_else = _runner(ev, node.body, scope), _runner(ev, node.orelse, scope)
        return ev.library.branch(test, node, run_then, run_else, site)
    return ev.execute(node.body if truth else node.orelse, scope)


@executes(ast.With, ast.AsyncWith)
def _with(ev: Evaluator, node: ast.With, scope: Scope) -> Signal | None:
    return _with_items(ev, node, list(node.items), scope)


@executes(ast.Try, ast.TryStar)
def _try(ev: Evaluator, node: ast.Try, scope: Scope) -> Signal | None:
    try:
        signal = _tried(ev, node, scope)
        if signal is None:
            signal = ev.execute(node.orelse, scope)
    finally:
        last = ev.execute(node.finalbody, scope)
    return last or signal


def _tried(ev: Evaluator, node: ast.Try, scope: Scope) -> Signal | None:
    handlers = tuple(_runner(ev, handler.body, scope) for handler in node.handlers)
    before = ev.handling_imports
    _tell_installed(ev, node, scope)
    ev.handling_imports = before or any(_handles(h, "ImportError") for h in node.handlers)
    try:
        site = ev.site(node, scope)
        return ev.library.attempt(node, _runner(ev, node.body, scope), handlers, site)
    except RaisedError as error:
        for handler in node.handlers:
            if _handles(handler, error.type_name):
                if handler.name:
                    ev.bind(scope, handler.name, ev.unknown(handler.type or node, scope))
                return ev.execute(handler.body, scope)
        raise
    finally:
        ev.handling_imports = before


def _tell_installed(ev: Evaluator, node: ast.Try, scope: Scope) -> None:
    """Say which modules are taken to be installed, where a name says that they are not."""
    falls_back = any(
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and not statement.value.value
        for handler in node.handlers
        if _handles(handler, "ImportError")
        for statement in handler.body
    )
    for statement in node.body if falls_back else ():
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = [f"{alias.name}" for alias in statement.names]
            origin = statement.module if isinstance(statement, ast.ImportFrom) else None
            told = TakenAsInstalled(
                module=origin or ", ".join(names), span=scope.module.span(statement)
            )
            ev.collector.tell(told)


_PARENTS = {
    "ImportError": ("ModuleNotFoundError",),
    "LookupError": ("KeyError", "IndexError"),
    "ArithmeticError": ("ZeroDivisionError", "OverflowError"),
    "OSError": ("FileNotFoundError",),
    "ValueError": ("UnicodeDecodeError",),
}


def _handles(handler: ast.ExceptHandler, type_name: str) -> bool:
    """Whether the handler catches an error of the type."""
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {ast.unparse(inner).rpartition(".")[2] for inner in types}
    caught = names | {child for name in names for child in _PARENTS.get(name, ())}
    return bool(caught & {"Exception", "BaseException", type_name.rpartition(".")[2]})


def _with_items(
    ev: Evaluator, node: ast.With, items: list[ast.withitem], scope: Scope
) -> Signal | None:
    if not items:
        return ev.execute(node.body, scope)
    item, rest = items[0], items[1:]
    name = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else None
    if name is not None:
        ev.target = (item.context_expr, name)
    manager = ev.evaluate(item.context_expr, scope)

    def run() -> Signal | None:
        return _with_items(ev, node, rest, scope)

    if isinstance(manager, Handle):
        return _with_handle(ev, manager, item, scope, run)
    if item.optional_vars is not None:
        entered: Datum = ev.unknown(item.context_expr, scope)
        if isinstance(manager, InstanceData | FileData):
            entered = manager
        assign(ev, item.optional_vars, entered, scope, item.context_expr)
    return ev.library.enter_context(manager, item, run, ev.site(item.context_expr, scope))


def _with_handle(
    ev: Evaluator,
    manager: Handle,
    item: ast.withitem,
    scope: Scope,
    run: Callable[[], Signal | None],
) -> Signal | None:
    site = ev.site(item.context_expr, scope)
    entered = manager.enter(site)
    try:
        if item.optional_vars is not None:
            assign(ev, item.optional_vars, entered, scope, item.context_expr)
        return run()
    finally:
        manager.exit(site)


def _runner(ev: Evaluator, body: list[ast.stmt], scope: Scope) -> Callable[[], Signal | None]:
    return lambda: ev.execute(body, scope)


def _is_entry(test: ast.expr) -> bool:
    """`__name__ == "__main__"`, either way round."""
    if (
        not isinstance(test, ast.Compare)
        or len(test.ops) != 1
        or not isinstance(test.ops[0], ast.Eq)
    ):
        return False
    sides = (test.left, test.comparators[0])
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _as_load(target: ast.expr) -> ast.expr:
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    if isinstance(target, ast.Subscript):
        return ast.Subscript(target.value, target.slice, ast.Load())
    return target
