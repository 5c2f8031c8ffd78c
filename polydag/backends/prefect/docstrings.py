"""Docstrings as people write them: in three quotes, also on one line."""

from __future__ import annotations

from polydag.rendering.strings import string


def docstring(text: str) -> str:
    """The literal; one that needs escapes is left to the general spelling."""
    if '"""' in text or "\\" in text or text.endswith('"'):
        return string(text)
    return f'"""{text}"""'
