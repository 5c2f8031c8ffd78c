"""Modules made of text for the tests of texts."""

from __future__ import annotations

import ast
from pathlib import Path

from polydag.ir.functions import Function
from polydag.syntax.functions import lift
from polydag.syntax.module import SourceModule, from_text


def module(text: str) -> SourceModule:
    """The module of a text called `sample.py`."""
    found = from_text(text, Path("sample.py"), "sample.py", "sample")
    assert isinstance(found, SourceModule)
    return found


def function(text: str, name: str) -> Function:
    """The lifted function of that name, wherever it stands."""
    source = module(text)
    nodes = (
        n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return lift(next(n for n in nodes if n.name == name), source)
