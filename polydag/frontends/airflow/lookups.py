"""Statements of a module that ask Airflow for nothing but variables: every target has a word for those."""

from __future__ import annotations

import ast

from polydag.frontends.airflow.names import SDK, canonical
from polydag.syntax.module import SourceModule
from polydag.syntax.prelude import Segment, engine_free, segments
from polydag.syntax.sharing import Sharing

_VARIABLE = f"{SDK}.Variable"


def carried(module: SourceModule, sharing: Sharing) -> list[Segment]:
    """The engine-free statements of a module, and those that only look variables up, in source order."""
    free = {id(segment) for segment in sharing.free(module)}
    asking = engine_free(
        segments(module), lambda name: sharing.owned(name) and canonical(name) != _VARIABLE
    )
    found = [s for s in asking if id(s) in free or _only_looks_up(s)]
    while True:
        lost = {name for s in segments(module) if s not in found for name in s.defines}
        lost -= {name for s in found for name in s.defines} | {"Variable"}
        kept = [s for s in found if id(s) in free or not lost.intersection(s.reads)]
        if len(kept) == len(found):
            return kept
        found = kept


def _only_looks_up(segment: Segment) -> bool:
    """Whether a statement binds names, and `Variable` stands in it only where `Variable.get` is called."""
    if not isinstance(segment.node, ast.Assign | ast.AnnAssign | ast.FunctionDef):
        return False
    called = {
        node.func.value
        for node in ast.walk(segment.node)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
    }
    named = [n for n in ast.walk(segment.node) if isinstance(n, ast.Name) and n.id == "Variable"]
    return all(name in called for name in named)
