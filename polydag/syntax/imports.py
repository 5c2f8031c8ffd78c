"""What import statements bind: names and the qualified names that they stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def import_table(tree: ast.Module, package: str) -> dict[str, str]:
    """The names that imports at module level bind, those under `if` and `try` included."""
    table: dict[str, str] = {}
    for statement in _statements(tree.body):
        table.update(bindings(statement, package))
    return table


def bindings(statement: ast.Import | ast.ImportFrom, package: str) -> dict[str, str]:
    """The names that one import statement binds; what `*` binds is not known here."""
    if isinstance(statement, ast.Import):
        return {
            alias.asname or alias.name.partition(".")[0]: alias.name
            if alias.asname
            else alias.name.partition(".")[0]
            for alias in statement.names
        }
    source = absolute(statement, package)
    return {
        alias.asname or alias.name: f"{source}.{alias.name}" if source else alias.name
        for alias in statement.names
        if alias.name != "*"
    }


def absolute(statement: ast.ImportFrom, package: str) -> str:
    """The dotted name of the module that a `from` import reads, relative ones resolved against the package."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".") if package else []
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def _statements(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.If):
            yield from _statements([*statement.body, *statement.orelse])
        elif isinstance(statement, ast.Try):
            handled = [inner for handler in statement.handlers for inner in handler.body]
            yield from _statements([*handled, *statement.orelse, *statement.body])
