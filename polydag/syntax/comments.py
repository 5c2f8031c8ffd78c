"""Comment lines that stand above a statement."""

from __future__ import annotations

import ast
import re

from polydag.syntax.positions import lines_of


# A finding that polydag wrote above a task; who converts again is told anew.
_REMARK = re.compile(r"^#\s*polydag [A-Z]{2,3}\d{3}: ")


def is_remark(row: str) -> bool:
    """Whether a row is a comment of polydag's own, not the author's."""
    return _REMARK.match(row.strip()) is not None


def first_row(statement: ast.stmt) -> int:
    """The row in which a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def leading_comment(text: str, statement: ast.stmt) -> str:
    """The comment lines directly above a statement, at column zero; empty where there are none."""
    lines = lines_of(text)
    number = first_row(statement) - 1
    found: list[str] = []
    while number >= 1 and lines.row(number).lstrip().startswith("#"):
        found.insert(0, lines.row(number).strip())
        number -= 1
    return "\n".join(row for row in found if not is_remark(row))


def last_row(text: str, statement: ast.stmt) -> int:
    """The last row of a statement, with the comments that still stand inside its block."""
    lines = lines_of(text)
    last = statement.end_lineno or statement.lineno
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return last
    outside = indentation(lines.row(statement.lineno))
    for number in range(last + 1, len(lines.rows) + 1):
        row = lines.row(number)
        if not row.strip():
            continue
        if not row.lstrip().startswith("#") or indentation(row) <= outside:
            break
        last = number
    return last


def indentation(row: str) -> int:
    """How many characters of white space a row begins with."""
    return len(row) - len(row.lstrip(" \t"))
