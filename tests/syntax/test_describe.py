"""Locals that are replaced by what they stand for: the expression around them keeps its meaning."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from polydag.syntax.data import Unknown
from tests.syntax.conftest import Reading

_STANDS_FOR = (
    "[a] + b",
    "'x' + a",
    "(a) + (b)",
    "(a), (b)",
    "[a] if b else c",
    "(a\n        + b)",
    "(a for b in c)",
    "{a: b}[c]",
    "[a]",
    "a",
)


@pytest.mark.parametrize("text", _STANDS_FOR)
def test_what_is_put_in_for_a_name_stays_one_operand(
    reading: Callable[[str], Reading], text: str
) -> None:
    read = reading(
        "import engine\n"
        "from outside import a, b, c\n"
        "def build():\n"
        f"    local = {text}\n"
        "    engine.Task(local * a.b)\n"
        "build()\n"
    )
    described = read.library.tasks[0].name
    assert isinstance(described, Unknown)
    assert _tree(described.text) == _tree(f"({text}) * a.b")


def _tree(text: str) -> str:
    return ast.dump(ast.parse(f"({text})", mode="eval"))
