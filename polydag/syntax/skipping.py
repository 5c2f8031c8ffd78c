"""Code that is not run because what decides about it is unknown: its names become unknown, what it might build is told."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from polydag.syntax.codes import ConditionTaken, ConditionUnknown
from polydag.syntax.data import Datum, External, ModuleData, Unknown
from polydag.syntax.describe import describe, literal
from polydag.syntax.flow import UNDETERMINED, Signal
from polydag.syntax.scope import Scope

if TYPE_CHECKING:
    from polydag.syntax.calls import Site
    from polydag.syntax.evaluate import Evaluator

Run: TypeAlias = Callable[[], Signal | None]
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def skip_branches(
    evaluator: Evaluator, node: ast.If, run_then: Run, run_else: Run, site: Site
) -> Signal | None:
    """The side of an `if` that builds something is run where the other one does not; else neither is."""
    body = [*node.body, *node.orelse]
    builders = [builds(evaluator, side, site.scope) for side in (node.body, node.orelse)]
    if builders in ([True, False], [False, True]) and not _jumps(body):
        taken = "true" if builders[0] else "false"
        condition = " ".join(site.scope.module.segment(node.test).split())
        span = site.scope.module.span(node.test)
        evaluator.collector.tell(ConditionTaken(condition=condition, taken=taken, span=span))
        return run_then() if builders[0] else run_else()
    return skip_both(evaluator, node, site)


def skip_both(evaluator: Evaluator, node: ast.If, site: Site) -> Signal | None:
    """Neither side of an `if` is run."""
    body = [*node.body, *node.orelse]
    if builds(evaluator, body, site.scope):
        tell(evaluator, node.test, site.scope, "neither side is read")
    if _jumps(body):
        return UNDETERMINED
    forget(evaluator, node, body, site.scope)
    return None


def skip_loop(evaluator: Evaluator, node: ast.While, site: Site) -> Signal | None:
    """The body of a `while` is not run."""
    body = [*node.body, *node.orelse]
    if builds(evaluator, body, site.scope):
        tell(evaluator, node.test, site.scope, "the loop is not read")
    if any(isinstance(inner, ast.Return) for inner in _own_nodes(body)):
        return UNDETERMINED
    forget(evaluator, node, body, site.scope)
    return None


def tell(evaluator: Evaluator, test: ast.expr, scope: Scope, consequence: str) -> None:
    """Say that a condition is not known."""
    condition = " ".join(scope.module.segment(test).split())
    span = scope.module.span(test)
    told = ConditionUnknown(condition=condition, consequence=consequence, span=span)
    evaluator.collector.tell(told)


def tell_undetermined(evaluator: Evaluator, name: str, site: Site) -> None:
    """Say that a function builds something, and that how far it gets is not known."""
    told = ConditionUnknown(
        condition=name,
        consequence="a jump in this function depends on something unknown, so what follows it is not read",
        span=site.span,
    )
    evaluator.collector.tell(told)


def forget(evaluator: Evaluator, node: ast.stmt, body: Sequence[ast.stmt], scope: Scope) -> None:
    """Bind every name that the statements would bind to something unknown."""
    for name in dict.fromkeys(assigned_names(body)):
        target = scope.target_of(name)
        evaluator.bind(scope, name, _either(node, name, target))


def assigned_names(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Names that statements bind in their own scope."""
    for inner in _own_nodes(body):
        if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
            yield inner.id
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in inner.names)
        elif isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield inner.name


def builds(evaluator: Evaluator, body: Iterable[ast.stmt], scope: Scope) -> bool:
    """Whether running the statements might make something of the engine, or change what is there."""
    return any(_builds(evaluator, inner, scope) for inner in _own_nodes(list(body)))


def _builds(evaluator: Evaluator, node: ast.AST, scope: Scope) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift | ast.LShift):
        return True
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return any(_callee_builds(evaluator, d, scope) for d in node.decorator_list)
    if isinstance(node, ast.Call):
        return _callee_builds(evaluator, node.func, scope)
    return False


def _callee_builds(evaluator: Evaluator, callee: ast.expr, scope: Scope) -> bool:
    """Whether a call of this might build: names of the engine, of the project, and handles do; other libraries do not."""
    while isinstance(callee, ast.Attribute | ast.Call | ast.Subscript):
        callee = callee.func if isinstance(callee, ast.Call) else callee.value
    if not isinstance(callee, ast.Name):
        return False
    datum = scope.lookup(callee.id)
    if isinstance(datum, External):
        return evaluator.library.owns(datum.qualified)
    return datum is not None and not isinstance(datum, Unknown | ModuleData)


def _either(node: ast.stmt, name: str, scope: Scope) -> Datum:
    """What a name is after an `if` that was not run: itself in a module, elsewhere a conditional expression if that is simple."""
    if scope.kind == "module":
        return Unknown(name, (name,), {}, node, scope.module)
    if isinstance(node, ast.If):
        then, other = _sole_value(node.body, name), _sole_value(node.orelse, name)
        if then is not None and (other is not None or not node.orelse):
            return _conditional(node, name, then, other, scope)
    return Unknown(
        name, (), {name: Unknown(name, node=node, module=scope.module)}, node, scope.module
    )


def _sole_value(body: Sequence[ast.stmt], name: str) -> ast.expr | None:
    if len(body) != 1 or not isinstance(body[0], ast.Assign) or len(body[0].targets) != 1:
        return None
    target = body[0].targets[0]
    return body[0].value if isinstance(target, ast.Name) and target.id == name else None


def _conditional(
    node: ast.If, name: str, then: ast.expr, other: ast.expr | None, scope: Scope
) -> Unknown:
    fallback = ast.copy_location(ast.Name(name, ast.Load()), node)
    pieces = [describe(part, scope) for part in (then, node.test)]
    pieces.append(describe(other, scope) if other is not None else _named(fallback, scope))
    text = f"({pieces[0].text} if {pieces[1].text} else {pieces[2].text})"
    names = tuple(dict.fromkeys(name for piece in pieces for name in piece.names))
    reads = {key: value for piece in pieces for key, value in (piece.reads or {}).items()}
    return Unknown(text, names, reads, node, scope.module)


def _named(name: ast.Name, scope: Scope) -> Unknown:
    datum = scope.lookup(name.id)
    text = None if datum is None else literal(datum)
    return text or Unknown(name.id, (), {} if datum is None else {name.id: datum})


def _jumps(body: Sequence[ast.stmt]) -> bool:
    """Whether control may leave the statements: the rest of what is around is then undetermined, too."""
    return any(
        isinstance(inner, ast.Return | ast.Break | ast.Continue) for inner in _own_nodes(body)
    )


def _own_nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of statements without the insides of functions that they define."""
    open_nodes: list[ast.AST] = list(reversed(body))
    while open_nodes:
        node = open_nodes.pop()
        yield node
        if not isinstance(node, _DEFINITIONS):
            open_nodes.extend(reversed(list(ast.iter_child_nodes(node))))
