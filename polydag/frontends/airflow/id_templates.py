"""Ids that building code computes, as the inside of one f-string, whichever way the source puts text together."""

from __future__ import annotations

import ast
import re


def template_of(text: str) -> tuple[str, str]:
    """An expression of a string as an id that shows where it comes from, and as an expression again.

    Both are one f-string where the parts of the expression are plain; else the id is the expression in braces.
    """
    inside = _inside(ast.parse(text, mode="eval").body)
    if inside is None or set('"\\\n') & set(inside):
        return "{" + text + "}", text
    return inside, f'f"{inside}"'


def id_text(own: str, text: str | None, prefix: str) -> str | None:
    """The expression of an id inside a group, whose own may be computed; None where all of it is known."""
    if text is None:
        return f'f"{prefix}{own}"' if "{" in prefix else None
    if not prefix:
        return text
    if text.startswith(('f"', "f'")):
        return f"{text[:2]}{prefix}{text[2:]}"
    return f'"{prefix}" + {text}'


def _inside(node: ast.expr) -> str | None:
    """The inside of an f-string that gives the value; None where it is no text of parts."""
    match node:
        case ast.Constant(value=str(value)):
            return value.replace("{", "{{").replace("}", "}}")
        case ast.JoinedStr(values=values):
            return _joined([_inside(value) for value in values])
        case ast.FormattedValue(value=ast.Constant(value=value), conversion=-1, format_spec=None):
            return str(value)
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return "{" + ast.unparse(value) + "}"
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_part(left), _part(right)])
        case ast.BinOp(left=ast.Constant(value=str(pattern)), op=ast.Mod(), right=right):
            given = right.elts if isinstance(right, ast.Tuple) else [right]
            return _filled(re.split(r"%[sd]", pattern), given) if "%%" not in pattern else None
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(pattern)), attr="format"),
            args=given,
            keywords=[],
        ):
            return _filled(pattern.split("{}"), given)
    return None


def _part(node: ast.expr) -> str | None:
    """One side of a `+`: text that is put together, or any expression."""
    inside = _inside(node)
    return "{" + ast.unparse(node) + "}" if inside is None else inside


def _filled(texts: list[str], given: list[ast.expr]) -> str | None:
    if len(texts) != len(given) + 1 or any(set("{}%") & set(text) for text in texts):
        return None
    values = [*map(_part, given), ""]
    return _joined([part for pair in zip(texts, values, strict=True) for part in pair])


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) else None
