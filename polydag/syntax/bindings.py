"""What binds a name in one scope, and which names a text takes from the scope around it."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import count

from polydag.syntax.trees import children, nodes, parsed

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BUILTINS = frozenset(dir(builtins))


def bindings(scope: FunctionNode | ast.Module) -> dict[str, list[ast.AST]]:
    """The nodes that bind each name in this very scope, in source order; parameters first."""
    found: dict[str, list[ast.AST]] = {}
    if not isinstance(scope, ast.Module):
        for argument in arguments_of(scope.args):
            found.setdefault(argument.arg, []).append(argument)
    body: list[ast.AST] = [scope.body] if isinstance(scope, ast.Lambda) else [*scope.body]
    for statement in body:
        for name, node in _bound(statement):
            found.setdefault(name, []).append(node)
    return found


def arguments_of(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters in the order in which they are written."""
    named = [*arguments.posonlyargs, *arguments.args]
    star = [arguments.vararg] if arguments.vararg else []
    double = [arguments.kwarg] if arguments.kwarg else []
    return [*named, *star, *arguments.kwonlyargs, *double]


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes below `scope` that run in it: nested functions and classes are given, but not entered."""
    for child in children(scope):
        yield child
        if not isinstance(child, _SCOPES):
            yield from own_nodes(child)


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node
            return
        case ast.Name(id=name, ctx=ast.Store()):
            yield name, node
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from ((alias.asname or alias.name.partition(".")[0], node) for alias in aliases)
        case (
            ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
        ):
            yield name, node
        case ast.MatchMapping(rest=str(name)):
            yield name, node
        case ast.Lambda():
            return
    comprehended = isinstance(node, _COMPREHENSIONS)
    for child in children(node):
        for name, binding in _bound(child):
            # A comprehension has a scope of its own; only a walrus inside it binds outside.
            if not comprehended or _is_walrus_target(node, binding):
                yield name, binding


def _is_walrus_target(comprehension: ast.AST, target: ast.AST) -> bool:
    walruses = (n for n in nodes(comprehension) if isinstance(n, ast.NamedExpr))
    return any(walrus.target is target for walrus in walruses)


@lru_cache(maxsize=4096)
def free_names(text: str) -> tuple[str, ...]:
    """Names that top-level code or a function takes from around it, builtins included, sorted.

    Quoted annotations count: engines evaluate them.
    """
    table = symtable.symtable(text, "<text>", "exec")
    names = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    for inner in table.get_children():
        names |= _global_names(inner) - bound
    return tuple(sorted(names | _quoted_names(text)))


@lru_cache(maxsize=256)
def defined_names(text: str) -> frozenset[str]:
    """Names that a module's text binds at its top level."""
    table = symtable.symtable(text, "<text>", "exec")
    bound = (
        s for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()
    )
    return frozenset(s.get_name() for s in bound)


def first_free(wanted: str, taken: Container[str]) -> str:
    """The wanted name where nobody has it, else the name with the first number that is free: `name_2`, …"""
    if wanted not in taken:
        return wanted
    return next(name for n in count(2) if (name := f"{wanted}_{n}") not in taken)


def without_builtins(names: tuple[str, ...], defined: frozenset[str]) -> tuple[str, ...]:
    """The names but for builtins that the module does not define itself."""
    return tuple(name for name in names if name in defined or name not in _BUILTINS)


def _global_names(table: symtable.SymbolTable) -> set[str]:
    own = {s.get_name() for s in table.get_symbols() if s.is_global() or s.is_declared_global()}
    return own.union(*(_global_names(inner) for inner in table.get_children()))


def _quoted_names(text: str) -> set[str]:
    if '"' not in text and "'" not in text:
        return set()
    found: set[str] = set()
    for annotation in _annotations(parsed(text)):
        for node in nodes(annotation):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= _names_in(node.value)
    return found


def _annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in nodes(tree):
        match node:
            case (
                ast.FunctionDef(returns=ast.expr() as found)
                | ast.AsyncFunctionDef(returns=ast.expr() as found)
            ):
                yield found
            case ast.arg(annotation=ast.expr() as found) | ast.AnnAssign(annotation=found):
                yield found


def _names_in(quoted: str) -> set[str]:
    try:
        tree = ast.parse(quoted.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return set()
    return {node.id for node in nodes(tree) if isinstance(node, ast.Name)}
