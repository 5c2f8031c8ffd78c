"""Claims about the shared walk through syntax trees."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import polydag
from polydag.syntax.trees import nodes, parsed

_NAMELESS = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
_SOURCES = sorted(Path(polydag.__file__).parent.glob("syntax/*.py"))


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: path.name)
def test_the_walk_gives_what_ast_gives_but_for_contexts_and_operators(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    expected = [node for node in ast.walk(tree) if not isinstance(node, _NAMELESS)]
    assert list(nodes(tree)) == expected


def test_a_text_is_parsed_once() -> None:
    assert parsed("def f(): ...") is parsed("def f(): ...")
