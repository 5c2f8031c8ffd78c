"""Checks emitted text: it must compile, whatever templates and rules did."""

from __future__ import annotations

import warnings
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Why a text is no Python module, and where: line and column count from 1."""

    message: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"{self.line}:{self.column}: {self.message}"


def check_module(text: str, path: str = "<emitted>") -> Fault | None:
    """What keeps the text from being compiled, or None."""
    try:
        with warnings.catch_warnings():
            # The author's own `"\d"` is no business of a conversion.
            warnings.simplefilter("ignore")
            compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        return Fault(error.msg, error.lineno or 1, error.offset or 1, (error.text or "").strip())
    except ValueError as error:
        # A null byte, a lone surrogate.
        return Fault(str(error), 1, 1, "")
    return None
