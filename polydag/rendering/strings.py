"""String literals: quotes, escapes, multi-line text, f-strings that every supported Python reads."""

from __future__ import annotations

import ast
from collections.abc import Sequence

# Shorter texts with line breaks read better on one line, with escapes.
_SHORT = 40


def string(text: str) -> str:
    """A literal that evaluates to `text`: triple-quoted where it has several lines, else with double quotes if they need
    no escapes."""
    if _wants_lines(text):
        return _triple(text)
    literal = repr(text)
    if literal[0] == "'" and '"' not in text:
        return f'"{literal[1:-1]}"'
    return literal


def fstring_text(parts: Sequence[str | tuple[str]]) -> str:
    """An f-string of literal texts and of expressions (as tuples of one).

    Before Python 3.12 an expression inside may not hold the quotes of its f-string, a backslash or a comment: where
    no quotes are free the result is a `"".join` of the parts.
    """
    parts = [inner for part in parts for inner in _flat(part)]
    expressions = [part[0] for part in parts if isinstance(part, tuple)]
    if not any(sign in text for text in expressions for sign in "\\\n#"):
        lines = _wants_lines("".join(part for part in parts if isinstance(part, str)))
        if lines and not any('"""' in text for text in expressions):
            return _triple_fstring(parts)
        for quote in ('"', "'", '"""', "'''"):
            if not any(
                quote in text or (len(quote) == 3 and quote[0] * 3 in text) for text in expressions
            ):
                return "f" + quote + "".join(_inside(part, quote) for part in parts) + quote
    pieces = ", ".join(string(p) if isinstance(p, str) else f"str({p[0]})" for p in parts)
    return f'"".join([{pieces}])'


def _triple_fstring(parts: Sequence[str | tuple[str]]) -> str:
    """Lines of text with values in it."""
    pieces = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(_triple(part)[3:-3].replace("{", "{{").replace("}", "}}"))
        else:
            pieces.append(_inside(part, '"""'))
    return f'f"""{"".join(pieces)}"""'


def _flat(part: str | tuple[str]) -> list[str | tuple[str]]:
    """A part that is itself a literal or an f-string, as the parts of that."""
    if isinstance(part, str) or part[0].lstrip("f")[:1] not in ("'", '"'):
        return [part]
    node = ast.parse(part[0], mode="eval").body
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if not isinstance(node, ast.JoinedStr):
        return [part]
    found: list[str | tuple[str]] = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            found.append(str(value.value))
        elif not isinstance(value, ast.FormattedValue) or not _is_bare(value):
            return [part]
        elif isinstance(value.value, ast.Constant):
            found.append(str(value.value.value))
        else:
            found.append((ast.unparse(value.value),))
    return found


def _is_bare(value: ast.FormattedValue) -> bool:
    return value.conversion == -1 and value.format_spec is None


def _inside(part: str | tuple[str], quote: str) -> str:
    if isinstance(part, str):
        return _escaped(part, quote[0]).replace("{", "{{").replace("}", "}}")
    # `{{` would be an escaped brace.
    space = " " if part[0].startswith("{") else ""
    return f"{{{space}{part[0]}{' ' if part[0].endswith('}') else ''}}}"


def _escaped(text: str, quote: str) -> str:
    """What stands between two `quote` characters to mean `text`."""
    return "".join(char if char in "'\"" else repr(char)[1:-1] for char in text).replace(
        quote, "\\" + quote
    )


def _wants_lines(text: str) -> bool:
    if len(text) <= _SHORT or "\n" not in text.strip("\n"):
        return False
    return text.replace("\n", "").isprintable()


def _triple(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'
