"""Names that emitted code reads and nothing in it defines: they raise when they are reached, so they are told."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable

from polydag.diagnostics import Diagnostic, Severity
from polydag.syntax.module import SourceModule

_KNOWN = frozenset({*dir(builtins), "__file__", "__class__", "__annotations__"})


def undefined_names(emitted: SourceModule, told: Iterable[Diagnostic]) -> tuple[str, ...]:
    """The names, sorted, without those that a loss which was told already speaks of."""
    blocks = emitted.blocks
    taken = {name for block in blocks.statements.values() for name in block.taken}
    missing = taken - blocks.defined - _KNOWN
    if not missing or any(_is_star(statement) for statement in emitted.tree.body):
        return ()
    said = {
        word for d in told if d.severity is Severity.LOST for word in re.findall(r"\w+", d.message)
    }
    return tuple(sorted(missing - said))


def _is_star(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
