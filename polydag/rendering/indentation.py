"""Author's text at another indentation: only lines that start outside of strings move."""

from __future__ import annotations

import io
import token
import tokenize

_OPENERS = {
    getattr(token, name) for name in ("FSTRING_START", "TSTRING_START") if hasattr(token, name)
}
_CLOSERS = {getattr(token, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(token, name)}


def indent(text: str, prefix: str) -> str:
    """`text` with `prefix` before every line that starts outside of a string; blank lines stay as they are.

    What a string evaluates to never changes, which `textwrap.indent` and jinja's filter do not give.
    """
    if not prefix:
        return text
    inside = _rows_inside_strings(text)
    lines = text.split("\n")
    return "\n".join(
        line if row in inside or not line.strip() else prefix + line
        for row, line in enumerate(lines, 1)
    )


def _rows_inside_strings(text: str) -> set[int]:
    # Nearly every body is without: a string goes on in the next line by three quotes or a backslash only.
    if '"""' not in text and "'''" not in text and "\\\n" not in text:
        return set()
    rows: set[int] = set()
    starts: list[int] = []
    for item in tokenize.generate_tokens(io.StringIO(text).readline):
        if item.type in _OPENERS:
            starts.append(item.start[0])
        elif item.type in _CLOSERS:
            rows.update(range(starts.pop() + 1, item.end[0] + 1))
        elif item.type == token.STRING:
            rows.update(range(item.start[0] + 1, item.end[0] + 1))
    return rows
