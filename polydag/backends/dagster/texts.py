"""Docstrings and comments as they stand in emitted code."""

from __future__ import annotations


def docstring(text: str, indent: str = "") -> str:
    """The text in triple quotes; further lines at the indentation of the place."""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    rows = escaped.split("\n")
    if escaped.endswith('"'):
        rows[-1] = rows[-1][:-1] + '\\"'
    body = "\n".join([rows[0], *(f"{indent}{row}" if row.strip() else "" for row in rows[1:])])
    return f'"""{body}\n{indent}"""' if len(rows) > 1 else f'"""{body}"""'
