"""Values that code written by polydag keeps in files: read back as the plain values that the source had."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from polydag.ir.functions import Function, Use
from polydag.rendering.stored import LOAD, stored_kind
from polydag.syntax.bodies import Body
from polydag.syntax.module import SourceModule


def stored_names(module: SourceModule) -> dict[str, str]:
    """The functions that keep and load values, by what the module calls them; it has none unless polydag wrote it."""
    if LOAD not in module.text:
        return {}
    found: dict[str, str] = {}
    for statement in module.tree.body:
        if isinstance(statement, ast.FunctionDef):
            text = ast.get_source_segment(module.text, statement) or ""
            kind = stored_kind(statement.name, text)
            if kind is not None:
                found[statement.name] = kind
    return found


def stored_uses(function: Function, body: Body, names: Mapping[str, str]) -> list[Use]:
    """Where a body keeps and loads values: a line that loads a parameter goes, a call leaves its argument."""
    if not names.keys() & set(function.names):
        return []
    found: list[Use] = []
    covered: set[ast.AST] = set()
    for node in body.walk():
        if isinstance(node, ast.Assign) and _loads_itself(node, names):
            found.append(body.use("stored", node))
            covered |= set(ast.walk(node))
        elif isinstance(node, ast.ListComp) and (items := _keeps_each(node, names)) is not None:
            found.append(body.use("stored", node, value=items))
            covered |= set(ast.walk(node.elt))
        elif isinstance(node, ast.Call) and node not in covered and _is_one_of(node, names):
            found.append(body.use("stored", node, value=node.args[0]))
    return found


def without(function: Function, names: Mapping[str, str]) -> Function:
    """The function as one that reads nothing of the kind."""
    kept = tuple(name for name in function.names if name not in names)
    return function if kept == function.names else function.model_copy(update={"names": kept})


def _loads_itself(node: ast.Assign, names: Mapping[str, str]) -> bool:
    """Whether a statement is `x = load_value(x)`, or the same for what is in a list or dict."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(args=[ast.Name(id=given)])):
            return name == given and _is_one_of(node.value, names)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.ListComp() | ast.DictComp() as made):
            inner = made.elt if isinstance(made, ast.ListComp) else made.value
            over = {n.id for n in ast.walk(made.generators[0].iter) if isinstance(n, ast.Name)}
            calls = [n for n in ast.walk(inner) if isinstance(n, ast.Call)]
            return over == {name} and any(_is_one_of(n, names) for n in calls)
    return False


def _keeps_each(node: ast.ListComp, names: Mapping[str, str]) -> ast.expr | None:
    """The list of `[save_value(item) for item in …]`; None for any other."""
    match node:
        case ast.ListComp(
            elt=ast.Call(args=[ast.Name(id=kept)]) as call,
            generators=[ast.comprehension(target=ast.Name(id=item), iter=items, ifs=[])],
        ) if kept == item and _is_one_of(call, names):
            return items
    return None


def _is_one_of(node: ast.expr, names: Mapping[str, str]) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and len(node.args) == 1
    )
