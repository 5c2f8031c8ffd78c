"""How control leaves a block: jumps as values, and the two ways in which evaluation stops."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TypeAlias

from polydag.syntax.data import Datum
from polydag.syntax.module import SourceModule


@dataclass(frozen=True, eq=False)
class Jump:
    """`break`, `continue`, or a jump that depends on something unknown (`undetermined`)."""

    word: str


@dataclass(frozen=True, eq=False)
class Returned:
    """`return` of a value."""

    datum: Datum
    node: ast.Return | None = None


Signal: TypeAlias = Jump | Returned
BREAK = Jump("break")
CONTINUE = Jump("continue")
UNDETERMINED = Jump("undetermined")


class BoundError(Exception):
    """A bound was reached; caught at the statement of the module that led there."""

    def __init__(self, bound: str, node: ast.AST, module: SourceModule) -> None:
        super().__init__(bound)
        self.bound = bound
        self.node = node
        self.module = module


class RaisedError(Exception):
    """The evaluated code raises an exception of the named type, with certainty."""

    def __init__(self, type_name: str, message: str = "", datum: Datum | None = None) -> None:
        super().__init__(f"{type_name}: {message}" if message else type_name)
        self.type_name = type_name
        self.message = message
        self.datum = datum
