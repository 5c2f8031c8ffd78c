"""Edits of text by spans: everything outside of the spans stays as it is."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Sequence
from enum import Enum

from polydag.syntax.dedent import dedent
from polydag.syntax.positions import lines_of

Replacement = tuple[int, int, str]


class Keep(Enum):
    """Says that a part of a signature stays as the author wrote it."""

    KEEP = "keep"


KEEP = Keep.KEEP


def splice(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with each `(start, stop, new)` put in.

    Raises:
        ValueError: two spans overlap.
    """
    parts: list[str] = []
    position = 0
    for start, stop, new in sorted(replacements, key=lambda item: item[:2]):
        if start < position:
            raise ValueError(f"replacements overlap at character {start}")
        parts += (text[position:start], new)
        position = stop
    return "".join([*parts, text[position:]])


def removal(text: str, span: tuple[int, int], keep_body: bool = True) -> Replacement:
    """The replacement that takes a statement away: its whole rows where it stands alone on them.

    What would leave a block empty becomes `pass`. A comment behind the statement goes with it.
    """
    start, stop = span
    row_start = text.rfind("\n", 0, start) + 1
    row_stop = text.find("\n", stop)
    row_stop = len(text) if row_stop < 0 else row_stop
    behind = text[stop:row_stop].strip()
    if text[row_start:start].strip() or (behind and not behind.startswith("#")):
        return _within_row(text, span)
    if keep_body and _is_only(text, span):
        return start, row_stop, "pass"
    if row_stop == len(text):
        return max(row_start - 1, 0), row_stop, ""
    return row_start, row_stop + 1, ""


def remove_statement(text: str, span: tuple[int, int]) -> str:
    """The text without the statement at `span`; a block is never left empty."""
    return splice(text, [removal(text, span)])


def _within_row(text: str, span: tuple[int, int]) -> Replacement:
    """Removal of one of several statements in a row: `a; b`."""
    start, stop = span
    if _is_only(text, span):
        return start, stop, "pass"
    rest = text[stop:]
    after = rest.lstrip(" \t")
    if after.startswith(";"):
        behind = after[1:].lstrip(" \t")
        if behind and not behind.startswith(("\n", "#")):
            return start, len(text) - len(behind), ""
    before = text[:start].rstrip(" \t")
    if before.endswith(";"):
        return len(before) - 1, stop, ""
    return start, stop, "pass"


def _is_only(text: str, span: tuple[int, int]) -> bool:
    lines = lines_of(text)
    for node in ast.walk(ast.parse(text)):
        for block in _blocks(node):
            if any(lines.span(statement) == span for statement in block):
                return len(block) == 1
    return False


def _blocks(node: ast.AST) -> Iterable[list[ast.stmt]]:
    if isinstance(node, ast.Module):
        return ()
    named = (getattr(node, field, None) for field in ("body", "orelse", "finalbody"))
    return (
        block
        for block in named
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt)
    )


def definition(text: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """The function that the text is.

    Raises:
        ValueError: the text is not one function.
    """
    body = ast.parse(text).body
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef | ast.AsyncFunctionDef):
        raise ValueError("not the text of one function")
    return body[0]


def signature(
    text: str,
    *,
    name: str | None = None,
    parameters: Sequence[str] | None = None,
    returns: str | None | Keep = KEEP,
    is_async: bool | None = None,
) -> str:
    """The text with another name, parameters (each as source text), return annotation or kind of `def`; the rest stays."""
    node = definition(text)
    lines = lines_of(text)
    replacements: list[Replacement] = []
    start = lines.span(node)[0]
    def_start, name_start, opening, closing, colon = header(text)
    if is_async is not None and is_async != isinstance(node, ast.AsyncFunctionDef):
        replacements.append((start, def_start, "async " if is_async else ""))
    if name is not None and name != node.name:
        replacements.append((name_start, name_start + len(node.name), name))
    if parameters is not None and tuple(parameters) != written_parameters(text):
        replacements.append((opening + 1, closing, ", ".join(parameters)))
    if returns is not KEEP:
        replacements.append((closing + 1, colon, f" -> {returns}" if returns else ""))
    return splice(text, replacements)


def header(text: str) -> tuple[int, int, int, int, int]:
    """Offsets of `def`, the name, the opening and closing bracket of the parameters, and the colon."""
    node = definition(text)
    def_start = text.index("def", len("async") if isinstance(node, ast.AsyncFunctionDef) else 0)
    name_start = text.index(node.name, def_start + 3)
    return (def_start, name_start, *_punctuation(text, node, name_start + len(node.name)))


def _punctuation(
    text: str, node: ast.FunctionDef | ast.AsyncFunctionDef, position: int
) -> tuple[int, int, int]:
    depth = 0
    opening = closing = -1
    for offset, character in _code(text, position):
        if character in "([{":
            depth += 1
            opening = offset if opening < 0 else opening
        elif character in ")]}":
            depth -= 1
            closing = offset if depth == 0 and closing < 0 else closing
        elif character == ":" and depth == 0 and closing >= 0:
            return opening, closing, offset
    raise ValueError(f"`{node.name}` has no end of its signature")


def _code(text: str, position: int) -> Iterable[tuple[int, str]]:
    """The characters of a text from `position`, those of strings and comments left out."""
    lines = lines_of(text)
    for item in tokenize.generate_tokens(io.StringIO(text).readline):
        offset = lines.starts[item.start[0] - 1] + item.start[1]
        if item.type == tokenize.OP and offset >= position:
            yield offset, item.string


def written_parameters(text: str) -> tuple[str, ...]:
    """The parameters as they are written, with annotations, defaults and the bare `*` and `/`."""
    _, _, opening, closing, _ = header(text)
    commas = _commas(text, opening, closing)
    ends = [*commas, closing]
    starts = [opening + 1, *(comma + 1 for comma in commas)]
    parts = (text[start:stop].strip() for start, stop in zip(starts, ends, strict=True))
    return tuple(part for part in parts if part)


def _commas(text: str, opening: int, closing: int) -> list[int]:
    depth = 0
    found: list[int] = []
    for offset, character in _code(text, opening):
        if offset >= closing:
            break
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 1:
            found.append(offset)
    return found


def prepend(text: str, statements: Sequence[str]) -> str:
    """The function with statements (at column zero) at the beginning of its body, behind the docstring."""
    if not statements:
        return text
    node = definition(text)
    lines = lines_of(text)
    first, has_doc = node.body[0], ast.get_docstring(node, clean=False) is not None
    if first.lineno == header_row(text):
        return _opened(text, statements)
    indent = lines.row(first.lineno)[
        : len(lines.row(first.lineno)) - len(lines.row(first.lineno).lstrip())
    ]
    new = "".join(
        f"{indent}{row}\n" if row else "\n"
        for s in statements
        for row in dedent(s).text.split("\n")
    )
    at = first.end_lineno if has_doc else header_row(text)
    offset = lines.starts[at or 0] if (at or 0) < len(lines.starts) else len(text)
    if offset > len(text):
        return f"{text}\n{new}".rstrip("\n")
    return text[:offset] + new + text[offset:]


def header_row(text: str) -> int:
    """The row of the colon that ends the signature."""
    return text.count("\n", 0, header(text)[4]) + 1


def _opened(text: str, statements: Sequence[str]) -> str:
    """A body in the row of its `def` moves to rows of its own."""
    colon = header(text)[4]
    inside = [*statements, text[colon + 1 :].strip()]
    return text[: colon + 1] + "".join(f"\n    {row}" for row in inside)
