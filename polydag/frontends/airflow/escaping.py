"""The context handed on: to whom, and which of its keys these may ask for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from polydag.frontends.airflow.template_names import CONTEXT_KEYS, OBJECTS, SYNONYMS
from polydag.ir.functions import Use
from polydag.syntax.bodies import Body
from polydag.syntax.module import SourceModule

# Whoever gets it may ask for anything.
ANYTHING = "*"
CONF = "dag_run.conf"
HANDED_ON = frozenset({"context", "params", CONF, *OBJECTS.values()})
_WORDS = frozenset({*CONTEXT_KEYS, *SYNONYMS, *OBJECTS, "params", "conf", "test_mode"})


def asked_of(node: ast.expr, body: Body) -> str | None:
    """The keys that may be asked of what is handed on here, in words; None where an attribute of it is one that nobody knows."""
    parent = body.parent(node)
    if isinstance(parent, ast.Attribute):
        return ANYTHING if parent.attr in ("get", "items", "keys", "values", "copy") else None
    if isinstance(parent, ast.keyword):
        parent = body.parent(parent)
    if not isinstance(parent, ast.Call) or not isinstance(parent.func, ast.Name):
        return ANYTHING
    own = _functions(body.module)
    if parent.func.id not in own:
        return ANYTHING
    return " ".join(sorted(_words(_reached(parent.func.id, own))))


def leaked(uses: Iterable[Use], leaks: Mapping[str, str | None], text: str) -> list[Use]:
    """The uses, in which a local that stands for the context is handed on where it is made; it then answers by itself."""
    known = dict(leaks)
    found = []
    for use in uses:
        source = text[use.start : use.stop]
        name = re.split(r"[.\[]", source)[0]
        if use.kind in ("context", "parameter") and name != source and known.get(name) is not None:
            words = " ".join({*re.findall(r"\w+", source)} & _WORDS)
            known[name] = both(known[name], words)
        else:
            found.append(use)
    return [_handed(use, known) for use in found]


def _handed(use: Use, leaks: Mapping[str, str | None]) -> Use:
    name = use.assigns or ""
    if use.kind != "context" or use.key not in HANDED_ON or name not in leaks:
        return use
    asked = leaks[name]
    given = {} if asked is None else {"asked": asked}
    return use.model_copy(update={"kind": "escape", "arguments": given})


def both(one: str | None, other: str | None) -> str | None:
    """What two that get the same may ask for together."""
    if one is None or other is None:
        return None
    return (
        ANYTHING if ANYTHING in (one, other) else " ".join(sorted({*one.split(), *other.split()}))
    )


def _functions(module: SourceModule | None) -> dict[str, ast.FunctionDef]:
    body = module.tree.body if module is not None else []
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def _reached(name: str, own: Mapping[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    """The function and those of the file that it names, and so on."""
    found: dict[str, ast.FunctionDef] = {}
    todo = [name]
    while todo:
        last = todo.pop()
        if last in own and last not in found:
            found[last] = own[last]
            todo += [node.id for node in ast.walk(own[last]) if isinstance(node, ast.Name)]
    return list(found.values())


def _words(functions: Iterable[ast.FunctionDef]) -> set[str]:
    """The words of the context that functions say; one that takes it apart may say any."""
    found: set[str] = set()
    for node in (node for function in functions for node in ast.walk(function)):
        match node:
            case ast.Constant(value=str() as word) | ast.Attribute(attr=word) | ast.arg(arg=word):
                found.add(word)
            case ast.For() | ast.comprehension() | ast.Starred():
                return {ANYTHING}
    return found & _WORDS
