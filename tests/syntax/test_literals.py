"""On expressions of constants the evaluator agrees with Python, or says that it does not know."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from polydag.diagnostics import Collector
from polydag.syntax.convert import to_python
from polydag.syntax.data import Datum
from polydag.syntax.evaluate import Evaluator
from polydag.syntax.flow import RaisedError
from polydag.syntax.library import Library
from polydag.syntax.module import SourceModule, from_text
from polydag.syntax.project import Project
from polydag.syntax.scope import Scope

_CONSTANTS = st.one_of(
    st.integers(-9, 9).map(repr),
    st.booleans().map(repr),
    st.just("None"),
    st.text("ab{} %", max_size=4).map(repr),
    st.floats(-4, 4, width=16).map(repr),
)


def _wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    operators = st.sampled_from(["+", "-", "*", "//", "%", "|", "&", "==", "<", "in", "and", "or"])
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(inner, max_size=3).map(lambda items: f"({''.join(i + ', ' for i in items)})"),
        st.lists(st.tuples(_CONSTANTS, inner), max_size=3).map(
            lambda items: "{" + ", ".join(f"{k}: {v}" for k, v in items) + "}"
        ),
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        pair.map(lambda t: f"({t[0]} if {t[1]} else {t[0]})"),
        pair.map(lambda t: f"{t[0]}[{t[1]}]"),
        inner.map(lambda text: f"(not {text})"),
        inner.map(lambda text: f"len({text})"),
        inner.map(lambda text: f"[i for i in {text}]"),
        inner.map(lambda text: f"sorted({text})"),
        inner.map(lambda text: f"str({text})"),
        inner.map(lambda text: f"{{**{text}}}"),
        inner.map(lambda text: f"dict({text})"),
    )


@given(st.recursive(_CONSTANTS, _wider, max_leaves=8))
@settings(max_examples=400, deadline=None)
def test_the_evaluator_agrees_with_python(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expected: object = eval(text, {})
        except (TypeError, ValueError, LookupError, ArithmeticError) as error:
            expected = type(error)
    module = from_text(f"x = {text}\n", Path("x.py"), "x.py", "x")
    assert isinstance(module, SourceModule)
    statement = module.tree.body[0]
    assert isinstance(statement, ast.Assign)
    evaluator = Evaluator(Project(()), Library(), Collector())
    raised = ""
    datum: Datum | None
    try:
        datum = evaluator.evaluate(statement.value, Scope("module", module))
    except RaisedError as error:
        # Python may raise something else first, where the evaluator went on with something unknown.
        raised = error.type_name
        datum = None
    if datum is None:
        assert isinstance(expected, type), raised
        return
    if isinstance(expected, type):
        # What raises in Python may be unknown here, inside something that is known.
        return
    try:
        value = to_python(datum)
    except ValueError:
        # Unknown is always allowed: it is kept as the expression it was.
        return
    assert repr(value) == repr(expected)
