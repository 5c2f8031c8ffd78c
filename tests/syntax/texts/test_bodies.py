"""Bodies give positions in the function's text and the meaning of its names."""

from __future__ import annotations

import ast

import pytest

from polydag.ir.functions import Use
from polydag.syntax.bodies import Body, with_uses
from tests.syntax.texts.sources import function, module


def body_of(text: str) -> Body:
    """The body of the function `f` in a module."""
    return Body(function(text, "f"), module(text))


def test_offsets_count_characters() -> None:
    body = body_of("def f():\n    é = 'ü'; call(é)\n")
    start, stop = body.offset(next(body.calls()))
    assert body.function.text[start:stop] == "call(é)"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param(
            "from prefect import get_run_logger as g\ndef f(): g()",
            "prefect.get_run_logger",
            id="an alias",
        ),
        pytest.param(
            "import prefect.x as p\ndef f(): p.y()", "prefect.x.y", id="an attribute of a module"
        ),
        pytest.param("import a.b\ndef f(): a.b.c()", "a.b.c", id="a dotted module"),
        pytest.param(
            "def f():\n    from x import g\n    g()", "x.g", id="an import inside the body"
        ),
        pytest.param("from x import g\ndef f(g): g()", None, id="a parameter hides the import"),
        pytest.param(
            "from x import g\ndef f():\n    g = 1\n    g()", None, id="a local hides the import"
        ),
        pytest.param(
            "from x import g\ndef f(): (lambda g: g())",
            None,
            id="a lambda's parameter hides the import",
        ),
        pytest.param(
            "from x import g\ndef f():\n    def h(): g()",
            "x.g",
            id="a nested function sees the import",
        ),
        pytest.param(
            "from . import q\ndef f(): q.r()", "q.r", id="a relative import of a top-level module"
        ),
        pytest.param("def f(): g()", None, id="nothing known"),
    ],
)
def test_names_mean_what_their_scope_says(text: str, meaning: str | None) -> None:
    body = body_of(text)
    assert body.qualified(next(body.calls()).func) == meaning


def test_a_use_knows_its_statement_and_name() -> None:
    body = body_of("def f(ti):\n    rows = ti.pull('a')\n    print(ti.pull('b'))\n    ti.push(1)\n")
    calls = {ast.unparse(call): call for call in body.calls()}
    named = body.use("pull", calls["ti.pull('a')"], key="a")
    assert named.assigns == "rows"
    assert named.statement is not None
    assert body.function.text[slice(*named.statement)] == "rows = ti.pull('a')"
    assert body.use("pull", calls["ti.pull('b')"], key="b").statement is None
    pushed = body.use("push", calls["ti.push(1)"], key="x", value=calls["ti.push(1)"].args[0])
    assert (pushed.arguments, pushed.statement) == ({"value": "1"}, (pushed.start, pushed.stop))


def test_a_name_that_is_bound_twice_is_rebound() -> None:
    body = body_of("def f(a):\n    a = 1\n    b = 2\n    [b for b in ()]\n")
    assert body.is_rebound("a")
    assert not body.is_rebound("b")


def test_uses_are_sorted_and_those_inside_are_inner() -> None:
    lifted = function("def f():\n    push(pull(1))\n    log()\n", "f")
    spans = {text: lifted.text.index(text) for text in ("push(pull(1))", "pull(1)", "log()")}
    uses = [Use(kind="push", start=s, stop=s + len(text)) for text, s in spans.items()]
    found = with_uses(lifted, reversed(uses)).uses
    assert [(u.start, [i.start for i in u.inner]) for u in found] == [
        (spans["push(pull(1))"], [spans["pull(1)"]]),
        (spans["log()"], []),
    ]


def test_overlapping_uses_are_refused() -> None:
    lifted = function("def f(): abc", "f")
    with pytest.raises(ValueError, match="overlap"):
        with_uses(lifted, [Use(kind="log", start=1, stop=5), Use(kind="log", start=3, stop=7)])
