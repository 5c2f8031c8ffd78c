"""Edits of text by spans: everything outside of the spans stays as it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from enum import Enum

from polydag.syntax.dedent import rows_inside_strings
from polydag.syntax.positions import lines_of
from polydag.syntax.trees import nodes, parsed

Replacement = tuple[int, int, str]
# A signature is read many times: what matters of it, without the cost of a tokenizer that starts at the text's beginning.
_CODE = re.compile(
    r"""#[^\n]*"""
    r"""|\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}"""
    r"""|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""
    r"""|(?P<mark>[()\[\]{}:,])""",
    re.DOTALL,
)


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


def removals(
    text: str, spans: Sequence[tuple[int, int]], *, keep_body: bool = True
) -> list[Replacement]:
    """The replacements that take statements away, whole rows where nothing else stands on them.

    A comment behind a statement goes with it, and one of two empty rows that would meet. A block that would be left empty
    gets a `pass`; with `keep_body` False the body of the function itself may be left empty.
    """
    emptied = _last_of_emptied(text, set(spans), keep_body)
    gone = _in_one_row(text, [span for span in spans if span not in emptied])
    rows = [_rows(text, span) for span in gone]
    whole = _merged([row for row in rows if row is not None])
    parts = [span for span, row in zip(gone, rows, strict=True) if row is None]
    found = [(*_without_double_gap(text, start, stop), "") for start, stop in whole]
    found += [_within_row(text, span) for span in parts]
    return sorted([*found, *((*span, "pass") for span in emptied)])


def remove_statement(text: str, span: tuple[int, int]) -> str:
    """The text without the statement at `span`; a block is never left empty."""
    return splice(text, removals(text, [span]))


def _rows(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """The whole rows of a statement that stands alone on them, its end of line included."""
    start, stop = span
    row_start = text.rfind("\n", 0, start) + 1
    row_stop = text.find("\n", stop)
    row_stop = len(text) if row_stop < 0 else row_stop + 1
    behind = text[stop:row_stop].strip()
    if text[row_start:start].strip() or (behind and not behind.startswith("#")):
        return None
    return row_start, row_stop


def _in_one_row(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans; those of statements that only a semicolon parts (`a; b`) go as one."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if found and text[found[-1][1] : start].strip(" \t") == ";":
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return merged


def _without_double_gap(text: str, start: int, stop: int) -> tuple[int, int]:
    above = text[:start].removesuffix("\n").rpartition("\n")[2].strip()
    below, has_end, _ = text[stop:].partition("\n")
    opens = not above or above.endswith((":", '"""', "'''"))
    if opens and has_end and not below.strip():
        stop += len(below) + 1
    if stop == len(text) and start:
        start = len(text[:start].rstrip())
    return start, stop


def _within_row(text: str, span: tuple[int, int]) -> Replacement:
    """Removal of one of several statements in a row: `a; b`."""
    start, stop = span
    behind = text[stop:].partition("\n")[0]
    gap = len(behind) - len(behind.lstrip(" \t;"))
    if behind.strip(" \t;") and ";" in behind[:gap]:
        return start, stop + gap, ""
    before = text[:start].rstrip(" \t")
    return (len(before) - before.endswith(";"), stop, "")


def _last_of_emptied(
    text: str, spans: set[tuple[int, int]], keep_body: bool
) -> set[tuple[int, int]]:
    """The last statements of blocks of which every statement goes."""
    lines = lines_of(text)
    found: set[tuple[int, int]] = set()
    for node in nodes(parsed(text)):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if not isinstance(block, list) or not block or isinstance(node, ast.Module):
                continue
            inside = [lines.span(statement) for statement in block]
            is_body = not keep_body and isinstance(node, ast.stmt) and lines.span(node)[0] == 0
            if not is_body and all(span in spans for span in inside):
                found.add(inside[-1])
    return found


def definition(text: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """The function that the text is.

    Raises:
        ValueError: the text is not one function.
    """
    body = parsed(text).body
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
    """Brackets, commas and colons of a text from `position`, those in strings and comments left out."""
    for found in _CODE.finditer(text, position):
        if found["mark"]:
            yield found.start(), found["mark"]


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
    row = lines.row(first.lineno)
    indent = row[: len(row) - len(row.lstrip())]
    new = [line for statement in statements for line in _indented(statement, indent)]
    at = (first.end_lineno or first.lineno) if has_doc else header_row(text)
    return "\n".join([*lines.rows[:at], *new, *lines.rows[at:]])


def _indented(statement: str, indent: str) -> list[str]:
    """The rows of a statement; those that begin inside a string stay where they are."""
    inside = rows_inside_strings(statement)
    rows = enumerate(statement.split("\n"), 1)
    return [row if number in inside or not row else indent + row for number, row in rows]


def header_row(text: str) -> int:
    """The row of the colon that ends the signature."""
    return text.count("\n", 0, header(text)[4]) + 1


def _opened(text: str, statements: Sequence[str]) -> str:
    """A body in the row of its `def` moves to rows of its own."""
    colon = header(text)[4]
    inside = [*statements, text[colon + 1 :].strip()]
    return text[: colon + 1] + "".join(f"\n    {row}" for row in inside)
