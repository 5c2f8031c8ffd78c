"""Docstrings and comments as they stand in emitted code."""

from __future__ import annotations

from polydag.ir.model import Frozen, Symbolic
from polydag.ir.values import Constant


def docstring(text: str, indent: str = "") -> str:
    """The text in triple quotes; further lines at the indentation of the place."""
    escaped = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    rows = escaped.split("\n")
    if escaped.endswith('"'):
        rows[-1] = rows[-1][:-1] + '\\"'
    body = "\n".join([rows[0], *(f"{indent}{row}" if row.strip() else "" for row in rows[1:])])
    return f'"""{body}\n{indent}"""' if len(rows) > 1 else f'"""{body}"""'


def stated(name: str, value: object) -> str:
    """An attribute with its value, as a message names it."""
    match value:
        case Symbolic(text=text):
            return f"{name}={text}"
        case Constant(value=inner):
            return f"{name}={inner}"
        case Frozen():
            return f"{name}={value.model_dump_json(exclude_defaults=True)}"
        case tuple():
            return f"{name}={', '.join(stated('', item).removeprefix('=') for item in value)}"
        case _:
            return f"{name}={value}"
