"""Docstrings as people write them: in three quotes, which stand alone below several lines."""

from __future__ import annotations

import ast

from polydag.rendering.strings import string


def docstring(text: str) -> str:
    """The literal; backslashes stay readable by an `r` before it."""
    body = f"{text}\n" if "\n" in text and not text.endswith("\n") else text
    raw = "\\" in body and '"""' not in body and body[-1] not in '"\\'
    literal = f'r"""{body}"""' if raw else f'"""{_escaped(body)}"""'
    return literal if ast.literal_eval(literal) == body else string(text)


def _escaped(text: str) -> str:
    found = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'{found[:-1]}\\"' if text.endswith('"') and not text.endswith('"""') else found
