"""Lifting a function keeps the author's text and finds what it needs."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.syntax.functions import lift
from tests.syntax.texts.sources import function, module

NESTED = '''
import os

LIMIT = 3


def outer(bucket):
    size = 10
    rows = load()

    # Copies the rows.
    # Slowly.
    @task(retries=2)
    def copy(path: "Path", n=LIMIT, *, flag=True) -> dict:
        """Copy.

  As it is written.
        """
        text = """
no indentation here
"""
        return {bucket: os.path.join(path, text), "n": size, "rows": rows}
        # nothing follows

    return copy
'''


def test_strings_of_several_lines_keep_their_indentation() -> None:
    copy = function(NESTED, "copy")
    assert "\n  As it is written.\n" in copy.text
    assert "\nno indentation here\n" in copy.text
    assert copy.text.startswith('def copy(path: "Path"')


def test_comments_at_the_end_of_the_body_belong_to_it() -> None:
    assert function(NESTED, "copy").text.endswith("\n    # nothing follows")


def test_decorators_and_comments_above_are_apart() -> None:
    copy = function(NESTED, "copy")
    assert copy.decorators == ("task(retries=2)",)
    assert copy.comment == "# Copies the rows.\n# Slowly."


def test_module_names_are_those_that_text_and_signature_read() -> None:
    assert function(NESTED, "copy").names == ("LIMIT", "Path", "os")


def test_captured_names_say_how_they_are_known() -> None:
    captured = {c.name: (c.how, c.text) for c in function(NESTED, "copy").captured}
    assert captured == {
        "bucket": ("parameter", None),
        "size": ("constant", "10"),
        "rows": ("other", "rows = load()"),
    }


def test_a_local_of_another_function_that_is_changed_is_captured() -> None:
    text = "def outer():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n"
    assert [(c.name, c.how) for c in function(text, "count").captured] == [("n", "constant")]


def test_parameters_keep_annotation_default_and_kind() -> None:
    found = [(p.name, p.annotation, p.default, p.kind) for p in function(NESTED, "copy").parameters]
    assert found == [
        ("path", '"Path"', None, "positional"),
        ("n", None, "LIMIT", "positional"),
        ("flag", None, "True", "keyword"),
    ]


def test_star_parameters_have_their_kinds() -> None:
    kinds = [p.kind for p in function("def f(a, /, *args, b, **kwargs): ...", "f").parameters]
    assert kinds == ["positional", "var_positional", "keyword", "var_keyword"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "def f(): return [os for os in ()]",
            (),
            id="a comprehension's variable is not the module's",
        ),
        pytest.param("def f(x=os): ...", ("os",), id="a default is read outside"),
        pytest.param(
            "def f():\n    def g(): return os\n    return g",
            ("os",),
            id="a nested function reads for its parent",
        ),
        pytest.param(
            "def f():\n    os = 1\n    return os", (), id="a local hides the module's name"
        ),
        pytest.param("def f(): return f()", (), id="a function does not need itself"),
        pytest.param("def f(): return len([])", (), id="builtins are everywhere"),
        pytest.param(
            "def f(): return max([])",
            ("max",),
            id="a builtin that the module defines is the module's",
        ),
        pytest.param("def f(x: 'os.PathLike'): ...", ("os",), id="a quoted annotation is read"),
        pytest.param("def f():\n    global max\n    max = 1", ("max",), id="a global is written"),
    ],
)
def test_free_names(text: str, names: tuple[str, ...]) -> None:
    assert function(f"import os\nmax = 2\n{text}", "f").names == names


def test_what_a_function_gives() -> None:
    text = "def a(): return\ndef b(): return 1\ndef c(): yield 1\nasync def d(): ...\ndef e():\n    def f(): return 1\n"
    facts = {name: function(text, name) for name in "abcde"}
    assert not facts["a"].returns_value
    assert facts["b"].returns_value
    assert facts["c"].is_generator
    assert facts["d"].is_async
    assert not facts["e"].returns_value


def test_a_lambda_becomes_a_function() -> None:
    source = module("f = lambda x, y=(1, 2): (x +\n    y)")
    node = next(n for n in ast.walk(source.tree) if isinstance(n, ast.Lambda))
    lifted = lift(node, source, "f")
    namespace: dict[str, object] = {}
    exec(lifted.text, namespace)
    assert lifted.text.startswith("def f(x, y=(1, 2)):\n")
    assert callable(namespace["f"])
    assert namespace["f"]((3,)) == (3, 1, 2)


def test_ends_of_lines_become_those_of_python() -> None:
    assert function("def f():\r\n    return 1\r\n", "f").text == "def f():\n    return 1"


_ROWS = st.lists(
    st.sampled_from(
        [
            "x = 1",
            "# note",
            "",
            "é = 'ü'",
            'y = """a\n  b\n"""',
            "z = (1,\n    2)",
            "if x:\n    pass",
            "s = f'''{x}\n'''",
        ]
    ),
    min_size=1,
)


@given(rows=_ROWS, depth=st.integers(0, 3))
def test_lifting_from_any_depth_gives_the_function_of_column_zero(
    rows: list[str], depth: int
) -> None:
    body = (
        "".join(f"    {line}\n" if line else "\n" for row in rows for line in [_in_block(row)])
        + "    return 0\n"
    )
    flat = "def f():\n" + body
    deep = "".join(f"{'    ' * level}if True:\n" for level in range(depth)) + _indented(
        flat, "    " * depth
    )
    assert ast.dump(ast.parse(function(deep, "f").text)) == ast.dump(ast.parse(flat.rstrip("\n")))


def _in_block(row: str) -> str:
    """The rows of a statement behind its first one, one level deeper, if they are no string's."""
    return row if "'''" in row or '"""' in row else row.replace("\n", "\n    ")


def _indented(text: str, prefix: str) -> str:
    if '"""' not in text and "'''" not in text:
        return textwrap.indent(text, prefix)
    kept = text.replace('"""a\n  b\n"""', "\1").replace("'''{x}\n'''", "\2")
    return (
        textwrap.indent(kept, prefix).replace("\1", '"""a\n  b\n"""').replace("\2", "'''{x}\n'''")
    )
