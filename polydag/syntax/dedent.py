"""Text at column zero: only lines that start outside of strings move, so that no value changes."""

from __future__ import annotations

import io
import token
import tokenize
from dataclasses import dataclass

_OPENERS = {
    getattr(token, name) for name in ("FSTRING_START", "TSTRING_START") if hasattr(token, name)
}
_CLOSERS = {getattr(token, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(token, name)}


@dataclass(frozen=True)
class Dedented:
    """Text at column zero, and how many characters each of its rows lost."""

    text: str
    removed: tuple[int, ...]


def dedent(text: str) -> Dedented:
    """The text without the first row's indentation; rows that have less of it lose what they have."""
    rows = text.split("\n")
    prefix = rows[0][: len(rows[0]) - len(rows[0].lstrip(" \t"))]
    if not prefix:
        return Dedented(text, (0,) * len(rows))
    inside = rows_inside_strings(text[len(prefix) :])
    removed = tuple(
        0 if number in inside else _shared(row, prefix) for number, row in enumerate(rows, 1)
    )
    return Dedented("\n".join(row[cut:] for row, cut in zip(rows, removed, strict=True)), removed)


def rows_inside_strings(text: str) -> frozenset[int]:
    """Rows (from 1) that begin inside a string. The text may end in an unclosed block or be indented below its first row."""
    if '"""' not in text and "'''" not in text and "\\\n" not in text:
        return frozenset()
    rows: set[int] = set()
    starts: list[int] = []
    for item in tokenize.generate_tokens(io.StringIO(_as_one_block(text)).readline):
        if item.type in _OPENERS:
            starts.append(item.start[0])
        elif item.type in _CLOSERS:
            rows.update(range(starts.pop() + 1, item.end[0] + 1))
        elif item.type == token.STRING:
            rows.update(range(item.start[0] + 1, item.end[0] + 1))
    return frozenset(rows)


def _as_one_block(text: str) -> str:
    # Inside brackets the tokenizer does not look at indentation; the row numbers stay.
    return "(" + text + "\n)"


def _shared(row: str, prefix: str) -> int:
    length = 0
    while length < min(len(row), len(prefix)) and row[length] == prefix[length]:
        length += 1
    return length
