"""A source file as read: its text, its syntax tree, its names and its places."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from polydag.diagnostics import Diagnostic, Span
from polydag.ir.model import Place
from polydag.syntax.bindings import Blocks
from polydag.syntax.bounds import MAX_BYTES
from polydag.syntax.codes import (
    BoundReached,
    EmptyFile,
    NotReadable,
    NotText,
    SyntaxBroken,
    TooLarge,
)
from polydag.syntax.imports import import_table
from polydag.syntax.scoping import blocks_of

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True, eq=False)
class SourceModule:
    """A parsed source file.

    `display` is its path as the user wrote it, `name` its dotted name from the root that imports of it start at.
    """

    path: Path
    display: str
    name: str
    text: str
    tree: ast.Module

    def place(self, node: ast.AST) -> Place:
        """Where the node stands, as the IR says it."""
        return Place(path=self.display, **self._region(node))

    def span(self, node: ast.AST) -> Span:
        """Where the node stands, as diagnostics say it."""
        return Span(path=self.display, **self._region(node))

    def segment(self, node: ast.AST) -> str:
        """The source text of the node, exactly as written."""
        start, stop = self.range(node)
        return self.text[start:stop]

    def range(self, node: ast.AST) -> tuple[int, int]:
        """The node's first and last-but-one character in `text`."""
        line, column = int(getattr(node, "lineno", 1)), int(getattr(node, "col_offset", 0))
        end_line = int(getattr(node, "end_lineno", None) or line)
        end_column = int(getattr(node, "end_col_offset", None) or column)
        return self.offset(line, column), self.offset(end_line, end_column)

    def offset(self, line: int, column: int) -> int:
        """The position in `text` of a 1-based line and a column in UTF-8 bytes, as `ast` counts."""
        return self._starts[line - 1] + self._characters(line, column)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text with their ends, split as the parser splits them."""
        return tuple(line for line in _LINE.findall(self.text) if line)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names that imports at module level bind, with the qualified names that they stand for."""
        return import_table(self.tree, self.package)

    @cached_property
    def blocks(self) -> Blocks:
        """The functions and top-level statements, with the names that they bind and take."""
        return blocks_of(self.tree)

    @property
    def package(self) -> str:
        """The package that relative imports of the module start at."""
        if self.path.name == "__init__.py":
            return self.name
        return self.name.rpartition(".")[0]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts, position = [0], 0
        for line in self.lines:
            position += len(line)
            starts.append(position)
        return tuple(starts)

    @cached_property
    def _ascii(self) -> bool:
        return self.text.isascii()

    def _characters(self, line: int, column: int) -> int:
        if self._ascii or line > len(self.lines):
            return column
        return len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))

    def _region(self, node: ast.AST) -> dict[str, int]:
        line, column = int(getattr(node, "lineno", 1)), int(getattr(node, "col_offset", 0))
        end_line = int(getattr(node, "end_lineno", None) or line)
        end_column = int(getattr(node, "end_col_offset", None) or column)
        return {
            "line": line,
            "column": self._characters(line, column) + 1,
            "end_line": end_line,
            "end_column": max(self._characters(end_line, end_column), 1),
        }


def load(path: Path, display: str, name: str) -> SourceModule | Diagnostic:
    """The module of a file, or what keeps it from being read; a file without statements is told too."""
    module = parse(path, display, name)
    if isinstance(module, SourceModule) and not module.tree.body:
        return EmptyFile(path=display, span=Span(path=display, line=1))
    return module


def parse(path: Path, display: str, name: str) -> SourceModule | Diagnostic:
    """The module of a file, which may be empty, or what keeps it from being read."""
    start = Span(path=display, line=1)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return TooLarge(path=display, size=size, limit=MAX_BYTES, span=start)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return NotReadable(path=display, reason=reason, span=start)
    text = _decode(data, display)
    return text if isinstance(text, Diagnostic) else from_text(text, path, display, name)


def from_text(text: str, path: Path, display: str, name: str) -> SourceModule | Diagnostic:
    """The module of a text that is already there, such as standard input."""
    try:
        with warnings.catch_warnings():
            # An invalid escape in the user's file is the user's business, and no line on our stderr.
            warnings.simplefilter("ignore")
            tree = ast.parse(text, filename=display)
    except SyntaxError as error:
        return _broken(error, display)
    except (RecursionError, MemoryError):
        deep = Span(path=display, line=1)
        return BoundReached(bound="the nesting that Python parses", expression=display, span=deep)
    return SourceModule(path, display, name, text, tree)


def _decode(data: bytes, display: str) -> str | Diagnostic:
    """The text of a file, in the encoding that it declares (PEP 263)."""
    start = Span(path=display, line=1)
    if b"\0" in data:
        return NotText(path=display, reason="it holds null bytes", span=start)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"byte {error.start} is not {error.encoding}"
        return NotText(path=display, reason=reason, span=Span(path=display, line=line))
    except (SyntaxError, LookupError) as error:
        return NotText(path=display, reason=str(error), span=start)


def _broken(error: SyntaxError, display: str) -> SyntaxBroken:
    line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
    return SyntaxBroken(
        path=display,
        reason=error.msg,
        line=line,
        column=column,
        span=Span(path=display, line=line, column=column),
    )
