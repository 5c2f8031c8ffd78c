"""Edits change the spans that they name and nothing else."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.syntax.positions import lines_of
from polydag.syntax.splice import (
    prepend,
    removals,
    remove_statement,
    signature,
    splice,
    written_parameters,
)


def span(text: str, part: str) -> tuple[int, int]:
    """Where a part stands in a text."""
    return text.index(part), text.index(part) + len(part)


def test_replacements_may_come_in_any_order() -> None:
    assert splice("abcdef", [(4, 5, "E"), (0, 1, "A"), (2, 2, "-")]) == "Ab-cdEf"


def test_overlapping_replacements_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        splice("abc", [(0, 2, ""), (1, 3, "")])


@pytest.mark.parametrize(
    ("text", "part", "left"),
    [
        pytest.param("def f():\n    a\n    b\n", "a", "def f():\n    b\n", id="whole row"),
        pytest.param(
            "def f():\n    a  # why\n    b", "a", "def f():\n    b", id="its comment goes with it"
        ),
        pytest.param("def f():\n    a; b\n", "a", "def f():\n    b\n", id="first of a row"),
        pytest.param("def f():\n    a; b\n", "b", "def f():\n    a\n", id="last of a row"),
        pytest.param(
            "def f():\n    if x:\n        a\n    b",
            "a",
            "def f():\n    if x:\n        pass\n    b",
            id="a block stays",
        ),
        pytest.param("def f(): a", "a", "def f(): pass", id="a body in the row of its def"),
        pytest.param("def f():\n    b\n    a", "a", "def f():\n    b", id="the last row"),
        pytest.param(
            "def f():\n    a\n\n    b", "a", "def f():\n    b", id="no gap at the beginning"
        ),
        pytest.param(
            "def f():\n    b\n\n    a\n\n    c", "a", "def f():\n    b\n\n    c", id="no double gap"
        ),
    ],
)
def test_a_removed_statement_leaves_nothing_behind(text: str, part: str, left: str) -> None:
    assert remove_statement(text, span(text, part)) == left


def test_a_block_of_which_all_goes_gets_one_pass() -> None:
    text = "def f():\n    if x:\n        a()\n        b()\n    c()"
    edits = removals(text, [span(text, "a()"), span(text, "b()")])
    assert splice(text, edits) == "def f():\n    if x:\n        pass\n    c()"


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        ("ab", "def f(): c()"),
        ("bc", "def f(): a()"),
        ("ac", "def f(): b()"),
        ("abc", "def f():"),
    ],
)
def test_what_goes_from_a_row_of_statements_goes_with_its_semicolons(parts: str, left: str) -> None:
    text = "def f(): a(); b(); c()"
    edits = removals(text, [span(text, f"{part}()") for part in parts], keep_body=False)
    assert splice(text, edits).rstrip() == left


SIGNATURE = 'async def load(a, b: dict[str, int] = {"x: )": 1}, *, c=(1, 2),  # why\n    **rest)  ->  int :\n    return a'


def test_parameters_are_those_that_are_written() -> None:
    text = 'def f(a, b: dict[str, int] = {"x: )": 1}, /, *, c=(1, 2), **rest): ...'
    assert written_parameters(text) == (
        "a",
        'b: dict[str, int] = {"x: )": 1}',
        "/",
        "*",
        "c=(1, 2)",
        "**rest",
    )


def test_a_signature_changes_only_where_it_is_asked() -> None:
    assert signature(SIGNATURE) == SIGNATURE
    changed = signature(SIGNATURE, name="g", parameters=["a"], returns=None, is_async=False)
    assert changed == "def g(a):\n    return a"
    assert signature("def f(): ...", returns="str") == "def f() -> str: ..."


@pytest.mark.parametrize(
    ("text", "result"),
    [
        pytest.param("def f():\n    b", "def f():\n    a\n    b", id="first"),
        pytest.param(
            'def f():\n    """d"""\n\n    b',
            'def f():\n    """d"""\n    a\n\n    b',
            id="behind the docstring",
        ),
        pytest.param(
            'def f():\n    """d"""', 'def f():\n    """d"""\n    a', id="behind a docstring alone"
        ),
        pytest.param(
            "def f():\n    # c\n    b", "def f():\n    a\n    # c\n    b", id="before a comment"
        ),
        pytest.param("def f(): b", "def f():\n    a\n    b", id="a body in the row of its def"),
        pytest.param(
            "def f(\n    x,\n):\n  b", "def f(\n    x,\n):\n  a\n  b", id="the author's indentation"
        ),
    ],
)
def test_prepended_statements_come_first(text: str, result: str) -> None:
    assert prepend(text, ["a"]) == result


@given(
    st.lists(
        st.sampled_from(
            ["a()", "b = 1; c = 2", "if x:\n        y()", "# note", "", "z = '''\n'''"]
        ),
        min_size=1,
    ),
    st.data(),
)
def test_removing_any_statement_leaves_python(rows: list[str], data: st.DataObject) -> None:
    text = "def f():\n" + "\n".join(f"    {row}" if row else "" for row in [*rows, "return 1"])
    statements = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.stmt) and n.col_offset]
    chosen = data.draw(st.sampled_from(statements))
    left = remove_statement(text, lines_of(text).span(chosen))
    assert len(list(ast.walk(ast.parse(left)))) <= len(list(ast.walk(ast.parse(text)))) + 1
