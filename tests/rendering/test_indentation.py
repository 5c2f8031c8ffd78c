"""Indenting the author's text: code moves, strings do not change."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydag.rendering.indentation import indent

STRINGS = st.sampled_from(
    [
        '"""a\n  b\n"""',
        "'''x\n\n\ty\\\nz'''",
        '"one \\\ntwo"',
        'f"""{1}\n  {2:>3}\n"""',
        'rb"""\n"""',
        "'plain'",
        '"""# no comment\ndef f():\n    pass"""',
        'f"""{\n1}\n"""',
    ]
)
STATEMENTS = st.one_of(
    st.builds("x = {}".format, STRINGS),
    st.builds("f({}, {})".format, STRINGS, STRINGS),
    st.builds("if x:\n    y = {}  # why\n\n    return y".format, STRINGS),
    st.builds("def g():\n    {}\n    z = 1 + \\\n        2".format, STRINGS),
    st.builds("v = [\n    {},\n    # in between\n  {},\n]".format, STRINGS, STRINGS),
    st.just("#comment at the margin"),
)


@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.sampled_from(["    ", "        ", "\t"]))
def test_the_code_means_the_same_at_another_indentation(statements: list[str], prefix: str) -> None:
    text = "\n".join([*statements, "pass"])
    before = ast.parse(text).body
    after = ast.parse(f"if True:\n{indent(text, prefix)}").body[0]
    assert isinstance(after, ast.If)
    assert [ast.dump(node) for node in after.body] == [ast.dump(node) for node in before]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("a\n\n  \nb", "  a\n\n  \n  b", id="blank lines stay as they are"),
        pytest.param("x = '''\n'''\ny", "  x = '''\n'''\n  y", id="what follows a string moves"),
        pytest.param("# it's '''\na", "  # it's '''\n  a", id="quotes in a comment open nothing"),
    ],
)
def test_lines(text: str, meant: str) -> None:
    assert indent(text, "  ") == meant
