"""Positions of syntax nodes as character offsets: `ast` counts columns in bytes."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_END_OF_LINE = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class Lines:
    """The lines of a text; rows count from 1, as in `ast`."""

    text: str

    @cached_property
    def rows(self) -> list[str]:
        return _END_OF_LINE.split(self.text)

    @cached_property
    def starts(self) -> list[int]:
        return [0, *(match.end() for match in _END_OF_LINE.finditer(self.text))]

    def row(self, number: int) -> str:
        """The text of a row, without its end of line."""
        return self.rows[number - 1]

    def column(self, number: int, column: int) -> int:
        """A column in bytes as one in characters."""
        row = self.rows[number - 1]
        return column if row.isascii() else len(row.encode()[:column].decode())

    def offset(self, number: int, column: int) -> int:
        """Where a row and column in bytes stand in the text."""
        return self.starts[number - 1] + self.column(number, column)

    def span(
        self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias
    ) -> tuple[int, int]:
        """Where a node begins and ends in the text."""
        end_row = node.end_lineno or node.lineno
        end_column = node.end_col_offset or 0
        return self.offset(node.lineno, node.col_offset), self.offset(end_row, end_column)

    def segment(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias) -> str:
        """The text of a node."""
        start, stop = self.span(node)
        return self.text[start:stop]


@lru_cache(maxsize=256)
def lines_of(text: str) -> Lines:
    """The lines of a text, split once."""
    return Lines(text)
